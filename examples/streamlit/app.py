"""Iris in Streamlit: `pip install streamlit httpx`, then `streamlit run examples/streamlit/app.py`."""

import os

import streamlit as st
from talk import pieces

from server.client import SyncIrisClient

SERVER = os.environ.get("IRIS_URL", "http://127.0.0.1:8003")  # noqa: TID251
APP = os.environ.get("IRIS_APP", "pk_demo")  # noqa: TID251

st.set_page_config(page_title="Iris")
st.title("Iris")

if "iris" not in st.session_state:
    # One visitor for each browser session.
    st.session_state.update(iris=SyncIrisClient(SERVER, app=APP), said=[], thread=None)

for role, text in st.session_state.said:
    st.chat_message(role).markdown(text)

if message := st.chat_input("Où en êtes-vous ?"):
    st.chat_message("user").markdown(message)
    begun = st.session_state.__setitem__
    answer = st.chat_message("assistant").write_stream(
        pieces(st.session_state.iris, message, st.session_state.thread, lambda thread: begun("thread", thread))
    )
    st.session_state.said += [("user", message), ("assistant", answer)]
