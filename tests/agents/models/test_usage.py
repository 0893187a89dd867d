from agents.models import TokenMeter, Tokens, Usage


def test_usages_add_up_by_model() -> None:
    first, second = Usage({"a": Tokens(10, 2)}), Usage({"a": Tokens(1, 1), "b": Tokens(5, 5)})
    total = first + second
    assert total.by_model == {"a": Tokens(11, 3), "b": Tokens(5, 5)}
    assert (total.input_tokens, total.output_tokens) == (16, 8)
    assert first.by_model == {"a": Tokens(10, 2)}


def test_a_meter_keeps_a_running_total() -> None:
    meter = TokenMeter()
    meter.add(Usage({"a": Tokens(1, 2)}))
    meter.add(Usage())
    meter.add(Usage({"a": Tokens(1, 2)}))
    assert meter.usage == Usage({"a": Tokens(2, 4)})
