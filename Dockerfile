# vizlab as a hosted demo on 2 cores and 2.7 GB, without a GPU.
#
#   docker build -t vizlab:0.4.0 --build-arg PIP_ARGS="..." .
#   docker run -p 8501:8501 -v vizlab:/data vizlab:0.4.0
#
# PIP_ARGS goes to pip as it is: use it to choose where packages come from, above all a torch build for the CPU, which is a
# tenth of the size of the one with CUDA (see "Get started" on PyTorch's site).
FROM python:3.11-slim

ARG PIP_ARGS=""

WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --no-compile ${PIP_ARGS} -r requirements.txt

COPY app.py LICENSE ./
COPY .streamlit .streamlit
COPY assets assets
COPY pages pages
COPY vizlab vizlab

RUN useradd --create-home --uid 10001 vizlab \
    && mkdir /data \
    && chown vizlab:vizlab /data \
    && python -m compileall -q app.py pages vizlab
USER vizlab

# Of 2.7 GB: the app about 0.45, its worker about 0.6 while training and ended at 1.5. Containers see all cores of their host,
# so the number of threads is said here.
ENV PYTHONUNBUFFERED=1 \
    OMP_NUM_THREADS=2 \
    VIZLAB_DATA=/data/data \
    VIZLAB_DEVICE=cpu \
    VIZLAB_MAX_JOBS=8 \
    VIZLAB_MAX_JOBS_PER_VISITOR=1 \
    VIZLAB_STORE=/data/store \
    VIZLAB_STORE_BYTES=1000000000 \
    VIZLAB_THREADS=2 \
    VIZLAB_WORKERS=1 \
    VIZLAB_WORKER_MEMORY=1500MB \
    PORT=8501
VOLUME /data
EXPOSE 8501

HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/_stcore/health\", timeout=4)"]

# The shell fills in $PORT, which some hosts set, and then makes way, so that Streamlit gets the signal to stop.
CMD ["sh", "-c", "exec streamlit run app.py --server.address 0.0.0.0 --server.port \"$PORT\""]
