package dev.stepfold.testkit;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsContext;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * A marker among the settings of Kafka's clients: {@code metric.reporters} with the name of this class. Every client
 * that is made with it is seen here; which clients there are, Kafka says itself by a bean of management for each.
 */
public final class ClientsSeen implements MetricsReporter {
    /** The setting, and its value. */
    public static final String SETTING = "metric.reporters";

    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    private String clientId = "";

    /** Every Kafka client that runs in this JVM, as {@code kafka.producer:producer-1}. */
    public static Set<String> running() {
        Set<String> clients = new TreeSet<>();
        for (ObjectName bean : ManagementFactory.getPlatformMBeanServer().queryNames(everyClient(), null)) {
            clients.add(bean.getDomain() + ":" + unquoted(bean.getKeyProperty("id")));
        }
        return clients;
    }

    /** Those that were made with the marker; also some that run no more. */
    public static Set<String> marked() {
        return new TreeSet<>(SEEN);
    }

    @Override
    public void configure(Map<String, ?> settings) {
        clientId = String.valueOf(settings.get("client.id"));
    }

    @Override
    public void contextChange(MetricsContext context) {
        SEEN.add(context.contextLabels().get(MetricsContext.NAMESPACE) + ":" + clientId);
    }

    @Override
    public void init(List<KafkaMetric> metrics) {}

    @Override
    public void metricChange(KafkaMetric metric) {}

    @Override
    public void metricRemoval(KafkaMetric metric) {}

    @Override
    public void close() {}

    private static ObjectName everyClient() {
        try {
            return new ObjectName("kafka.*:type=app-info,id=*");
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String unquoted(String id) {
        return id.startsWith("\"") ? ObjectName.unquote(id) : id;
    }
}
