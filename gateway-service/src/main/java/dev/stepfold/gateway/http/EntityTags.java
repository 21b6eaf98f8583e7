package dev.stepfold.gateway.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Entity tags (RFC 9110, section 8.8.3). */
final class EntityTags {
    private EntityTags() {}

    /**
     * Whether {@code If-None-Match} (RFC 9110, section 13.1.2) names what would be sent. The comparison is weak, since
     * {@link Compression} makes tags weak.
     */
    static boolean isHeld(String etag, @Nullable String ifNoneMatch) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", -1))
                        .map(String::strip)
                        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }
}
