package dev.stepfold.projection.query;

import dev.stepfold.projection.topology.OwnerIndex.Place;
import dev.stepfold.projection.topology.OwnerIndex.Selection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.state.RunStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list of documents.
 *
 * @param selection which documents are listed
 * @param after where the previous page ended; null for the first
 * @param limit how many rows at most, 1 to {@value #LIMIT_MAX}
 */
public record ListQuery(Selection selection, @Nullable Place after, int limit) {
    /** One more than clients get, from which the gateway knows whether there is a next page. */
    public static final int LIMIT_MAX = 101;

    private static final int LIMIT_DEFAULT = 20;
    private static final Pattern LIMIT = Pattern.compile("[0-9]{1,3}");
    private static final Pattern PARTITIONS = Pattern.compile("[0-9]{1,6}(,[0-9]{1,6}){0,9999}");
    private static final Pattern PLACE = Pattern.compile("([0-9]{1,18})\\.(.{1,64})");

    public ListQuery {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new IllegalArgumentException("limit must be 1 to " + LIMIT_MAX);
        }
    }

    /**
     * Reads a query; a parameter that is null restricts nothing.
     *
     * @param after {@code <time of creation in ms>.<documentId>}
     * @throws IllegalArgumentException when a parameter is malformed, with a message for a person
     */
    public static ListQuery parse(
            @Nullable String owner, @Nullable String status, @Nullable String after, @Nullable String limit) {
        if (limit != null && !LIMIT.matcher(limit).matches()) {
            throw new IllegalArgumentException("limit must be 1 to " + LIMIT_MAX);
        }
        return new ListQuery(
                new Selection(owner == null ? null : new Owner(owner), status == null ? null : RunStatus.of(status)),
                after == null ? null : place(after),
                limit == null ? LIMIT_DEFAULT : Integer.parseInt(limit));
    }

    /**
     * Reads partition numbers separated by commas.
     *
     * @throws IllegalArgumentException when they are malformed
     */
    public static Set<Integer> partitions(String text) {
        if (!PARTITIONS.matcher(text).matches()) {
            throw new IllegalArgumentException("partitions must be numbers separated by commas");
        }
        return Arrays.stream(text.split(",", -1)).map(Integer::valueOf).collect(Collectors.toUnmodifiableSet());
    }

    private static Place place(String text) {
        Matcher matcher = PLACE.matcher(text);
        if (!matcher.matches() || !Identifiers.isValid(matcher.group(2))) {
            throw new IllegalArgumentException("after must be <time in ms>.<documentId>");
        }
        return new Place(Instant.ofEpochMilli(Long.parseLong(matcher.group(1))), new DocumentId(matcher.group(2)));
    }

    /** The same query as the query string of a URI. */
    String toQueryString() {
        StringBuilder query = new StringBuilder("limit=").append(limit);
        if (selection.owner() != null) {
            query.append("&owner=").append(encoded(selection.owner().value()));
        }
        if (selection.status() != null) {
            query.append("&status=").append(selection.status().wireName());
        }
        if (after != null) {
            query.append("&after=")
                    .append(after.createdAt().toEpochMilli())
                    .append('.')
                    .append(after.documentId());
        }
        return query.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
