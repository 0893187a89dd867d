"""stub replaced by a colleague"""
def detect(message): return None
def answer(sign, locale, address): return ""
