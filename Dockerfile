# One image per service. The context is the folder of the service's module, which holds its built jars and its bill of materials
# (./mvnw package -DskipTests):
# docker build --build-arg MODULE=gateway-service --build-arg PORT=8080 -t stepfold-gateway -f Dockerfile gateway-service
FROM eclipse-temurin:25-jre
# With a name, because PostgreSQL, which checks SQL for the orchestrator, asks for it.
RUN groupadd --system --gid 10001 stepfold \
 && useradd --system --uid 10001 --gid 10001 --create-home --home-dir /opt/stepfold stepfold \
 && mkdir -p /var/lib/stepfold && chown 10001:10001 /var/lib/stepfold
WORKDIR /opt/stepfold
COPY target/lib lib
# The module's name, which is its jar's too.
ARG MODULE
# How much of the container's memory the heap may take.
ARG MAX_RAM_PERCENTAGE=60
COPY target/${MODULE}.jar .
# What is in the image besides its base: CycloneDX, as JSON.
COPY target/${MODULE}.cdx.json bom.json
# A name is asked for again after 5 s: a container that is started anew has another address.
COPY <<EOF java.arguments
-XX:MaxRAMPercentage=${MAX_RAM_PERCENTAGE}
-Dsun.net.inetaddr.ttl=5
-jar ${MODULE}.jar
EOF
# With one library on its class path, and small, because it runs every few seconds.
COPY target/lib/service-http-*.jar health/
COPY <<EOF health.arguments
-XX:TieredStopAtLevel=1
-XX:+UseSerialGC
-Xmx16m
-cp health/*
dev.stepfold.servicehttp.HealthCheck
EOF
USER 10001:10001
ARG PORT
ENV MICRONAUT_SERVER_HOST=0.0.0.0 MICRONAUT_SERVER_PORT=${PORT} STEPFOLD_LOG_FORMAT=json
EXPOSE ${PORT}
HEALTHCHECK --interval=10s --timeout=4s --start-period=60s --retries=3 CMD ["java", "@health.arguments"]
ENTRYPOINT ["java", "@java.arguments"]
