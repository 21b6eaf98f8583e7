package dev.stepfold.generation.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.openai.AnswerReader.UnfitAnswerException;
import dev.stepfold.generation.step.PlainText;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one JSON object of an answer that says something else besides: a code fence, prose, what the model thought. An
 * object is taken only if it is whole, if there is no other one outside of the thoughts, and if no bracket around it or
 * behind it was left open: it might be a part of an answer that was cut. Each character is read a fixed number of times.
 */
final class EnclosedObject {
    private static final ObjectMapper MAPPER = ContractMapper.mapper();
    private static final List<String> THOUGHTS = List.of("think", "thinking");

    /** Braces that begin no JSON. */
    private static final int OTHER_BRACES_MAX = 1_000;

    private static final int SHOWN_CHARS_MAX = 100;

    /** So much of a text is made plain before it is shortened. */
    private static final int READ_CHARS_MAX = 1_000;

    private final String text;
    private final char[] characters;
    private int at;
    private int otherBraces;

    private int objects;
    private @Nullable ObjectNode first;
    private int firstBegin;
    private int firstEnd;
    private int open;
    private boolean unbalanced;

    private EnclosedObject(String text) {
        this.text = text;
        this.characters = text.toCharArray();
    }

    /**
     * The object.
     *
     * @param around a phrase for a person about what stands around it: {@code ; before it: ```json; after it: ```}
     */
    record Found(ObjectNode object, String around) {}

    /** @throws UnfitAnswerException when there is not exactly one object; the message says what there is */
    static Found in(String text) throws UnfitAnswerException {
        return new EnclosedObject(text).found();
    }

    private Found found() throws UnfitAnswerException {
        while (at < characters.length) {
            switch (characters[at]) {
                case '{' -> brace();
                case '[' -> open(1);
                case '}', ']' -> open(-1);
                case '<' -> tag();
                default -> at++;
            }
        }
        ObjectNode object = first;
        if (object == null) {
            throw new UnfitAnswerException("it contains no JSON object, but: " + shown(0, characters.length));
        }
        if (objects > 1) {
            throw new UnfitAnswerException("it contains more than one JSON object" + around("; before the first: "));
        }
        if (unbalanced || open != 0) {
            throw new UnfitAnswerException("its JSON object may be a part of something else" + around("; before it: "));
        }
        return new Found(object, around("; before it: "));
    }

    private void open(int change) {
        open += change;
        unbalanced |= open < 0;
        at++;
    }

    private void brace() throws UnfitAnswerException {
        if (!beginsObject()) {
            if (++otherBraces > OTHER_BRACES_MAX) {
                throw new UnfitAnswerException("it contains more than " + OTHER_BRACES_MAX
                        + " braces that begin no JSON object: " + shown(0, characters.length));
            }
            open(1);
            return;
        }
        int begin = at;
        JsonNode object;
        try (JsonParser parser = parser()) {
            object = MAPPER.readTree(parser);
            // The parser counts from where it began.
            at = begin + (int) parser.currentLocation().getCharOffset();
        } catch (JsonProcessingException e) {
            String before = shown(0, begin);
            throw new UnfitAnswerException(
                    "it is not JSON: " + e.getOriginalMessage() + (before.isEmpty() ? "" : "; before it: " + before));
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be read", e);
        }
        take(object, begin);
    }

    private void take(JsonNode object, int begin) {
        unbalanced |= open != 0;
        if (objects++ == 0) {
            first = (ObjectNode) object;
            firstBegin = begin;
            firstEnd = at;
        }
    }

    /** Whether a brace, and a name with its colon or the other brace, come next. */
    private boolean beginsObject() {
        try (JsonParser parser = parser()) {
            parser.nextToken();
            JsonToken second = parser.nextToken();
            return second == JsonToken.FIELD_NAME || second == JsonToken.END_OBJECT;
        } catch (JsonProcessingException _) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be read", e);
        }
    }

    private JsonParser parser() throws IOException {
        return MAPPER.createParser(characters, at, characters.length - at);
    }

    /** Passes over thoughts. Those whose first tag is missing, since it was part of the prompt, begin with the answer. */
    private void tag() {
        for (String name : THOUGHTS) {
            if (sees("<" + name + ">")) {
                passOver("</" + name + ">");
                return;
            }
            if (sees("</" + name + ">")) {
                at += name.length() + "</>".length();
                forget();
                return;
            }
        }
        at++;
    }

    private void passOver(String end) {
        while (at < characters.length && !sees(end)) {
            at++;
        }
        at = Math.min(characters.length, at + end.length());
    }

    private void forget() {
        objects = 0;
        first = null;
        open = 0;
        unbalanced = false;
    }

    private boolean sees(String tag) {
        return text.regionMatches(true, at, tag, 0, tag.length());
    }

    private String around(String begin) {
        String before = shown(0, firstBegin);
        String after = shown(firstEnd, characters.length);
        return (before.isEmpty() ? "" : begin + before) + (after.isEmpty() ? "" : "; after it: " + after);
    }

    /** In one line, and shortened; empty where there is only white space. */
    private String shown(int begin, int end) {
        String part = shortened(text.substring(begin, end), READ_CHARS_MAX);
        String line = shortened(PlainText.line(part), SHOWN_CHARS_MAX);
        if (line.isEmpty()) {
            return part.isBlank() ? "" : "characters that cannot be seen";
        }
        return line;
    }

    /** Shortened, with an ellipsis in place of the rest, and not within a character. */
    private static String shortened(String text, int charsMax) {
        if (text.length() <= charsMax) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
        return text.substring(0, end) + "…";
    }
}
