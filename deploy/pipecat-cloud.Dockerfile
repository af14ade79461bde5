# Pipecat Cloud's own base image runs `bot` of /app/bot.py, one session at a time.
FROM dailyco/pipecat-base:latest-py3.11

WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock

COPY pyproject.toml README.md LICENSE bot.py ./
COPY configs configs
COPY spoken spoken
COPY compliance compliance
COPY calls calls
COPY services services
COPY flows flows
COPY transports transports
COPY processors processors
COPY pipeline pipeline
