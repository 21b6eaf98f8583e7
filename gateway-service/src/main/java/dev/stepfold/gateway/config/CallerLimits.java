package dev.stepfold.gateway.config;

import dev.stepfold.servicehttp.UnusableSettingsException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits for callers: {@code stepfold.writes-per-second} is {@code STEPFOLD_WRITES_PER_SECOND} in the environment, and
 * so on. If a limit per owner is not set, its default depends on authentication: without authentication everybody is
 * one owner, and there is no limit.
 *
 * @param streamsPerDocumentMax how many streams of one document this gateway holds at once
 * @param streamsPerOwnerMax how many streams of one owner this gateway holds at once; 0 for no limit, null for the default
 * @param readsPerOwnerMax how many expensive reads of one owner may run or wait at once; 0 for no limit, null for the
 *     default
 * @param readsMax how many expensive reads of all owners run at once
 * @param writesPerSecond how many writes a second an owner may make at this gateway; 0 for no limit, null for the default
 * @param writesBurst how many writes an owner may make at once
 * @param corsOrigins the origins whose pages may call, with their cookies
 */
@Context
@ConfigurationProperties("stepfold")
public record CallerLimits(
        @Bindable(defaultValue = "1000") int streamsPerDocumentMax,
        @Nullable Integer streamsPerOwnerMax,
        @Nullable Integer readsPerOwnerMax,
        @Bindable(defaultValue = "16") int readsMax,
        @Nullable Integer writesPerSecond,
        @Bindable(defaultValue = "100") int writesBurst,
        @Nullable List<String> corsOrigins) {
    private static final int STREAMS_PER_OWNER_MAX = 2_000;
    private static final int READS_PER_OWNER_MAX = 8;
    private static final int WRITES_PER_SECOND = 50;

    public CallerLimits {
        corsOrigins = corsOrigins == null
                ? List.of()
                : corsOrigins.stream()
                        .map(String::strip)
                        .filter(origin -> !origin.isEmpty())
                        .toList();
        if (streamsPerDocumentMax < 1) {
            throw new UnusableSettingsException("STEPFOLD_STREAMS_PER_DOCUMENT_MAX must be at least 1");
        }
        if (writesBurst < 1) {
            throw new UnusableSettingsException("STEPFOLD_WRITES_BURST must be at least 1");
        }
        if (readsMax < 1) {
            throw new UnusableSettingsException("STEPFOLD_READS_MAX must be at least 1");
        }
        if (isNegative(streamsPerOwnerMax) || isNegative(readsPerOwnerMax) || isNegative(writesPerSecond)) {
            throw new UnusableSettingsException("STEPFOLD_STREAMS_PER_OWNER_MAX, STEPFOLD_READS_PER_OWNER_MAX and"
                    + " STEPFOLD_WRITES_PER_SECOND must be at least 0");
        }
        if (!corsOrigins.stream().allMatch(CallerLimits::isOrigin)) {
            throw new UnusableSettingsException(
                    "STEPFOLD_CORS_ORIGINS must list origins such as https://app.example.com, without *");
        }
    }

    /** How many streams of one owner there may be; 0 for no limit. */
    public int streamsPerOwnerMax(boolean ownersAreKnown) {
        return streamsPerOwnerMax != null ? streamsPerOwnerMax : ownersAreKnown ? STREAMS_PER_OWNER_MAX : 0;
    }

    /** How many expensive reads of one owner may run or wait at once; 0 for no limit. */
    public int readsPerOwnerMax(boolean ownersAreKnown) {
        return readsPerOwnerMax != null ? readsPerOwnerMax : ownersAreKnown ? READS_PER_OWNER_MAX : 0;
    }

    /** How many writes a second an owner may make; 0 for no limit. */
    public int writesPerSecond(boolean ownersAreKnown) {
        return writesPerSecond != null ? writesPerSecond : ownersAreKnown ? WRITES_PER_SECOND : 0;
    }

    private static boolean isNegative(@Nullable Integer value) {
        return value != null && value < 0;
    }

    /** An origin as browsers send it (RFC 6454): a scheme, a host and, if it is not the default, a port. */
    private static boolean isOrigin(String origin) {
        try {
            URI uri = URI.create(origin);
            return uri.getHost() != null
                    && List.of("http", "https").contains(uri.getScheme())
                    && origin.equals(uri.getScheme() + "://" + uri.getAuthority())
                    && uri.getUserInfo() == null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
