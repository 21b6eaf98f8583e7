package dev.stepfold.benchmarks;

import dev.stepfold.schemas.KafkaNames;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;

/** How many bytes are in the logs of the broker, by kind of topic. Indexes are not counted. */
final class KafkaBytes {
    static final String DOCUMENTS = "documents' own topics";

    private KafkaBytes() {}

    /** By the topic's name; all topics of documents are one. */
    static Map<String, Long> of(Map<String, Object> connection) throws IOException, InterruptedException {
        try (Admin admin = Admin.create(connection)) {
            Map<String, Long> bytes = new TreeMap<>();
            int broker = admin.describeCluster().controller().get().id();
            for (LogDirDescription folder : admin.describeLogDirs(List.of(broker))
                    .allDescriptions()
                    .get()
                    .getOrDefault(broker, Map.of())
                    .values()) {
                folder.replicaInfos()
                        .forEach((partition, replica) ->
                                bytes.merge(kind(partition.topic()), replica.size(), Long::sum));
            }
            return bytes;
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }

    private static String kind(String topic) {
        return topic.startsWith(KafkaNames.DEFAULT.documentPrefix()) ? DOCUMENTS : topic;
    }
}
