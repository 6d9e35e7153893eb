"""A bare Streamlit page with the chart of the Saliency page and a slider for its opacity: the floor of `slider`.

Run by the benchmark, which leaves picture and map in the file that `BARE_PAGE_ARRAYS` names.
"""

import os

import numpy as np
import streamlit as st

from vizlab.figures.pictures import overlay

arrays = np.load(os.environ["BARE_PAGE_ARRAYS"])
st.set_page_config(layout="wide")
left, middle, _ = st.columns(3)  # the chart is then about as large as on the Saliency page
opacity = left.slider("Opacity of the map", 0.0, 1.0, 0.6, 0.05, key="opacity")
with middle, st.container(key="figure-gradient"):
    st.plotly_chart(overlay(arrays["pixels"], arrays["map"], opacity=opacity, title="gradient"), key="chart")
