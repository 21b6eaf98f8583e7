package dev.stepfold.generation.builtin.language;

import java.util.List;
import java.util.Optional;

/** "three kinds of tours: day, night and school", "the states of a parcel are packed, sent and lost". */
final class KindsOf {
    private KindsOf() {}

    /**
     * The values of a noun that has some, for what stands after "of".
     *
     * @param end the word after the noun
     */
    static Optional<ValueList> after(List<Token> tokens, int end, String noun, AttributeNouns attributes) {
        int owner = owner(tokens, end, attributes.haveStates(noun));
        boolean leads =
                owner > end && owner < tokens.size() && tokens.get(owner).is(Tag.COLON, Tag.BE);
        return leads ? ValueList.anyRow(tokens, owner + 1) : Optional.empty();
    }

    /** The place after "of a parcel". */
    private static int owner(List<Token> tokens, int end, boolean hasStates) {
        if (!hasStates || end + 1 >= tokens.size() || !tokens.get(end).lower().equals("of")) {
            return end;
        }
        int noun = tokens.get(end + 1).is(Tag.DETERMINER, Tag.POSSESSIVE) ? end + 2 : end + 1;
        return noun < tokens.size() && tokens.get(noun).is(Tag.NOUN) ? noun + 1 : end;
    }

    /** What stands after "of", as an owner. */
    static NounPhrase owner(List<Token> tokens, int end) {
        Token noun = tokens.get(owner(tokens, end, true) - 1);
        return new NounPhrase(
                "each", List.of(), List.of(noun.lower()), noun.base(), noun.plural(), true, List.of(), "");
    }
}
