package dev.stepfold.generation.builtin.sentence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of an uncased BERT model: words without case and accents, cut into the longest pieces that its vocabulary has
 * (WordPiece, Devlin et al. 2018). One pass over the text.
 */
final class WordPieces {
    private static final Pattern ACCENTS = Pattern.compile("\\p{Mn}");
    /** A word, or one mark, or one character of a script that is written without spaces. */
    private static final Pattern PIECE =
            Pattern.compile("[\\p{P}\\p{S}\\p{IsHan}]|[^\\s\\p{P}\\p{S}\\p{IsHan}\\p{C}]+");

    private static final int MAX_WORD = 100;

    private final Map<String, Long> vocabulary;

    private WordPieces(Map<String, Long> vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * The vocabulary of a {@code tokenizer.json}.
     *
     * @throws IOException if it cannot be read
     */
    static WordPieces read(InputStream tokenizer) throws IOException {
        JsonNode words = ContractMapper.ownMapper().readTree(tokenizer).at("/model/vocab");
        Map<String, Long> vocabulary = HashMap.newHashMap(words.size());
        words.properties()
                .forEach(
                        entry -> vocabulary.put(entry.getKey(), entry.getValue().longValue()));
        if (!vocabulary.keySet().containsAll(List.of("[CLS]", "[SEP]", "[UNK]"))) {
            throw new IOException("no vocabulary of a BERT model");
        }
        return new WordPieces(vocabulary);
    }

    /** Whether a word in lower case is one piece. */
    boolean isWhole(String word) {
        return vocabulary.containsKey(word);
    }

    /**
     * The ids of a text, between those of the beginning and the end.
     *
     * @param max the maximum number of ids; what follows is left out
     */
    long[] ids(String text, int max) {
        List<Long> ids = new ArrayList<>();
        ids.add(id("[CLS]"));
        String plain = ACCENTS.matcher(Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD))
                .replaceAll("");
        var piece = PIECE.matcher(plain);
        while (ids.size() < max && piece.find()) {
            ids.addAll(pieces(piece.group()));
        }
        List<Long> kept = new ArrayList<>(ids.subList(0, Math.min(ids.size(), max - 1)));
        kept.add(id("[SEP]"));
        return kept.stream().mapToLong(Long::longValue).toArray();
    }

    private List<Long> pieces(String word) {
        List<Long> ids = new ArrayList<>();
        int from = 0;
        while (from < word.length() && word.length() <= MAX_WORD) {
            int to = word.length();
            @Nullable Long id = null;
            while (to > from && id == null) {
                id = vocabulary.get((from == 0 ? "" : "##") + word.substring(from, to));
                to -= id == null ? 1 : 0;
            }
            if (id == null) {
                return List.of(id("[UNK]"));
            }
            ids.add(id);
            from = to;
        }
        return ids.isEmpty() ? List.of(id("[UNK]")) : ids;
    }

    private long id(String token) {
        Long id = vocabulary.get(token);
        if (id == null) {
            throw new IllegalStateException("the vocabulary lacks " + token);
        }
        return id;
    }
}
