package dev.stepfold.schemas.codec;

import dev.stepfold.schemas.state.DocumentFold;
import org.jspecify.annotations.Nullable;

/**
 * Which version of the fold made a state, as an HTTP header beside it: {@link DocumentFold#VERSION}, a decimal number. A
 * service that folds by a later version does not use the state, because it may lack what that version knows.
 */
public final class FoldHeader {
    /** The name of the header. */
    public static final String NAME = "Stepfold-Fold";

    private FoldHeader() {}

    /** The header's value for a state that this version folded. */
    public static String write() {
        return Integer.toString(DocumentFold.VERSION);
    }

    /** Whether a state beside this header's value was folded by this version or a later one; no header is earlier. */
    public static boolean isCurrent(@Nullable String value) {
        try {
            return value != null && Integer.parseInt(value) >= DocumentFold.VERSION;
        } catch (NumberFormatException _) {
            return false;
        }
    }
}
