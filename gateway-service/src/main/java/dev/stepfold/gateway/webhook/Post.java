package dev.stepfold.gateway.webhook;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stepfold.schemas.codec.CloudEventHeaders;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.RecordedEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** An event as it is posted: a CloudEvent 1.0 in structured mode, with the headers of the Standard Webhooks specification. */
final class Post {
    /** The largest event that is posted whole. */
    static final int DATA_BYTES_MAX = 1024 * 1024;

    private static final String PREFIX = "ce_";

    private final Map<String, String> headers;
    private final byte[] body;

    Post(Map<String, String> headers, byte[] body) {
        this.headers = headers;
        this.body = body;
    }

    /** The same with further headers, which are not signed. */
    Post with(Map<String, String> further) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(further);
        return new Post(all, body);
    }

    /** Without those of the connection. */
    Map<String, String> headers() {
        return headers;
    }

    /** JSON in UTF-8; shared, not to be changed. */
    byte[] body() {
        return body;
    }

    /**
     * An event for a webhook.
     *
     * @param now the time of the attempt, which is signed
     */
    static Post of(Webhook webhook, RecordedEvent event, Instant now) {
        byte[] body = body(event, DATA_BYTES_MAX);
        String id = id(event);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/cloudevents+json; charset=utf-8");
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
        headers.put(
                "webhook-signature",
                webhook.secretsAt(now).stream()
                        .map(secret -> secret.sign(id, now, body))
                        .collect(Collectors.joining(" ")));
        return new Post(headers, body);
    }

    /**
     * The same for every post of an event, and for no other event: an erased document's sequences come again if it is
     * recreated under its id.
     */
    static String id(RecordedEvent event) {
        return event.documentId() + ":" + event.sequence() + ":"
                + event.timestamp().toEpochMilli();
    }

    /** The event whole or, if it is larger than {@code dataBytesMax}, with a reference ({@code dataref}) to where it is. */
    static byte[] body(RecordedEvent event, int dataBytesMax) {
        byte[] data = JsonCodec.EVENTS.encode(event);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator json = ContractMapper.mapper().createGenerator(body)) {
            json.writeStartObject();
            for (Map.Entry<String, String> attribute :
                    CloudEventHeaders.of(event).entrySet()) {
                if (attribute.getKey().startsWith(PREFIX)) {
                    json.writeStringField(attribute.getKey().substring(PREFIX.length()), attribute.getValue());
                }
            }
            if (data.length <= dataBytesMax) {
                json.writeStringField("datacontenttype", "application/json");
                json.writeFieldName("data");
                json.writeRawValue(new String(data, StandardCharsets.UTF_8));
            } else {
                json.writeStringField(
                        "dataref",
                        "/api/documents/" + event.documentId() + "/history?from=" + event.sequence() + "&to="
                                + event.sequence());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("written to memory", e);
        }
        return body.toByteArray();
    }
}
