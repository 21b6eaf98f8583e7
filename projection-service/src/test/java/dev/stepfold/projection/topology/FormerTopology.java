package dev.stepfold.projection.topology;

import dev.stepfold.documentlog.Records;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/** The topology as it was before there was an index: what its stores hold is what an upgrade finds. */
public final class FormerTopology {
    private FormerTopology() {}

    /** The topology. */
    public static Topology build() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(KafkaNames.DEFAULT.stepEvents(), Consumed.with(Serdes.String(), Serdes.ByteArray()))
                .groupByKey(Grouped.keySerde(Serdes.String()))
                .aggregate(
                        StoredState.None::new,
                        (key, value, stored) -> fold(key, value, stored),
                        Materialized.<String, StoredState, KeyValueStore<Bytes, byte[]>>as(DocumentTopology.DOCUMENTS)
                                .withKeySerde(Serdes.String())
                                .withValueSerde(new StoredStateSerde(1_000_000)));
        return builder.build();
    }

    /** How many documents it has folded. */
    public static long count(KafkaStreams streams) {
        return streams.store(StoreQueryParameters.fromNameAndType(
                        DocumentTopology.DOCUMENTS, QueryableStoreTypes.keyValueStore()))
                .approximateNumEntries();
    }

    private static StoredState fold(String key, byte[] value, StoredState stored) {
        try {
            var event = Records.event(key, value);
            DocumentState before = stored instanceof StoredState.Current current
                    ? current.state()
                    : DocumentState.initial(event.documentId());
            return new StoredState.Current(DocumentFold.apply(before, event));
        } catch (UnreadableException e) {
            throw new IllegalStateException(e);
        }
    }
}
