# One image per service. The context is the folder of the service's module, which holds its built jars:
# docker build --build-arg MODULE=gateway-service --build-arg PORT=8080 -f Dockerfile gateway-service
FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --create-home --home-dir /opt/stepfold stepfold \
 && mkdir -p /var/lib/stepfold && chown stepfold /var/lib/stepfold
WORKDIR /opt/stepfold
# Exits with 0 when GET /health on the given port of this container answers 200.
COPY --chmod=755 <<'EOF' healthy
#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/"$1" && printf 'GET /health HTTP/1.0\r\n\r\n' >&3 && head -n 1 <&3 | grep -q ' 200 '
EOF
COPY target/lib lib
# The module's name, which is its jar's too.
ARG MODULE
# How much of the container's memory the heap may take.
ARG MAX_RAM_PERCENTAGE=60
COPY target/${MODULE}.jar .
COPY <<EOF java.arguments
-XX:MaxRAMPercentage=${MAX_RAM_PERCENTAGE}
-jar ${MODULE}.jar
EOF
USER stepfold
ENV MICRONAUT_SERVER_HOST=0.0.0.0 STEPFOLD_LOG_FORMAT=json
ARG PORT
EXPOSE ${PORT}
ENTRYPOINT ["java", "@java.arguments"]
