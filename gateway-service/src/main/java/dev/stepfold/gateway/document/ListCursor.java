package dev.stepfold.gateway.document;

import dev.stepfold.gateway.digest.Sha256;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.state.RunStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The position at which a page of a list ended: after that document, whatever has been added or erased since. It is
 * opaque to clients, and valid only for the list that it came from.
 *
 * @param createdAt when the page's last document was created
 * @param documentId that document
 */
public record ListCursor(Instant createdAt, DocumentId documentId) {
    private static final int SCOPE_BYTES = 8;
    private static final Pattern FORMAT = Pattern.compile("([0-9a-f]{16})\\.([0-9]{1,18})\\.(.{1,64})");

    /** The cursor as clients get it. */
    public String encode(@Nullable Owner owner, @Nullable RunStatus status) {
        String text = scope(owner, status) + "." + createdAt.toEpochMilli() + "." + documentId;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads a cursor.
     *
     * @throws ProblemException when it did not come from the list of that owner and status
     */
    public static ListCursor decode(String cursor, @Nullable Owner owner, @Nullable RunStatus status) {
        Matcher matcher = FORMAT.matcher(text(cursor));
        if (!matcher.matches()
                || !matcher.group(1).equals(scope(owner, status))
                || !Identifiers.isValid(matcher.group(3))) {
            throw invalid();
        }
        return new ListCursor(Instant.ofEpochMilli(Long.parseLong(matcher.group(2))), new DocumentId(matcher.group(3)));
    }

    private static String text(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException _) {
            throw invalid();
        }
    }

    private static ProblemException invalid() {
        return ProblemException.ofField(
                ProblemCode.INVALID_CURSOR,
                "cursor",
                "The cursor does not belong to this list. Start again without it.");
    }

    /** Identifies the list without revealing its owner. */
    private static String scope(@Nullable Owner owner, @Nullable RunStatus status) {
        String list = (owner == null ? "all" : "of " + owner) + "\n" + (status == null ? "" : status.wireName());
        return HexFormat.of().formatHex(Sha256.digest().digest(list.getBytes(StandardCharsets.UTF_8)), 0, SCOPE_BYTES);
    }
}
