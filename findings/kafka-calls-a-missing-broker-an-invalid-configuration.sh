#!/usr/bin/env bash
# Kafka 4.3.1: InvalidReplicationFactorException extends InvalidConfigurationException. A cluster answers it when fewer brokers are there than
# a topic wants replicas, so also while one broker of three restarts. Whoever catches InvalidConfigurationException to learn that the
# settings of a new topic are refused for good takes a restart for that. The error's code is one of its own (38, beside 40 for the
# configuration), and neither is a RetriableException.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>4.3.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
POM
mkdir -p "$folder/src" "$folder/classes"
cat >"$folder/src/Main.java" <<'JAVA'
import java.io.PrintStream;
import java.net.ServerSocket;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

public class Main {
    public static void main(String[] args) throws Exception {
        int broker = freePort();
        int controller = freePort();
        Properties properties = new Properties();
        properties.putAll(java.util.Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@localhost:" + controller,
                "controller.listener.names", "CONTROLLER",
                "listeners", "PLAINTEXT://localhost:" + broker + ",CONTROLLER://localhost:" + controller,
                "log.dirs", args[0]));
        new Formatter()
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(args[0])
                .setMetadataLogDirectory(args[0])
                .setControllerListenerName("CONTROLLER")
                .setPrintStream(new PrintStream(java.io.OutputStream.nullOutputStream()))
                .run();
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        try (Admin admin = Admin.create(java.util.Map.<String, Object>of("bootstrap.servers", "localhost:" + broker))) {
            admin.createTopics(List.of(new NewTopic("replicated", 1, (short) 3))).all().get();
        } catch (ExecutionException e) {
            Throwable refusal = e.getCause();
            System.out.println(refusal.getClass().getSimpleName());
            System.out.println("is an InvalidConfigurationException: " + (refusal instanceof InvalidConfigurationException));
            System.out.println("is retriable: " + (refusal instanceof RetriableException));
            System.out.println("code: " + Errors.forException(refusal).code());
        }
        server.shutdown();
        System.exit(0);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
JAVA
mvn -q -B -f "$folder/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/lib"
javac -cp "$folder/lib/*" -d "$folder/classes" "$folder/src/Main.java"
seen=$(timeout 120 java -cp "$folder/classes:$folder/lib/*" Main "$folder/data")
expected='InvalidReplicationFactorException
is an InvalidConfigurationException: true
is retriable: false
code: 38'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "changed; expected:"; echo "$expected"; exit 1; }
