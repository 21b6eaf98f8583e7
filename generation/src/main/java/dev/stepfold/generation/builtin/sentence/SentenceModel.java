package dev.stepfold.generation.builtin.sentence;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sentence-embedding model all-MiniLM-L6-v2, quantised, from the class path. It is read on first use, which takes under
 * a second and 60 to 80 MB, and kept. Runs on the calling thread, so that as many run at once as steps do; no network.
 *
 * <p>The same text gives the same vector on the same processor; on another kind of processor the third decimal may differ.
 */
public final class SentenceModel {
    /**
     * The model's window is 256 tokens, and its time grows with the square of the length; a sentence seldom has more.
     */
    static final int MAX_TOKENS = 128;

    private static final String FILES = "/all-minilm-l6-v2-q";

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final WordPieces words;

    private SentenceModel(OrtEnvironment environment, OrtSession session, WordPieces words) {
        this.environment = environment;
        this.session = session;
        this.words = words;
    }

    private static final class Holder {
        static final SentenceModel MODEL = load();
    }

    /**
     * The model.
     *
     * @throws IllegalStateException if it does not run on this machine
     */
    public static SentenceModel get() {
        return Holder.MODEL;
    }

    private static SentenceModel load() {
        try (InputStream vocabulary = resource("-tokenizer.json");
                InputStream file = resource(".onnx");
                Arena arena = Arena.ofConfined();
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setCPUArenaAllocator(false);
            options.setMemoryPatternOptimization(false);
            OrtSession session = environment.createSession(copy(file, arena), options);
            return new SentenceModel(environment, session, WordPieces.read(vocabulary));
        } catch (IOException e) {
            throw new UncheckedIOException("the sentence model cannot be read", e);
        } catch (OrtException | UnsatisfiedLinkError e) {
            throw new IllegalStateException("the sentence model does not run on this machine", e);
        }
    }

    private static InputStream resource(String ending) throws IOException {
        @Nullable InputStream file = SentenceModel.class.getResourceAsStream(FILES + ending);
        if (file == null) {
            throw new IOException("missing resource " + FILES + ending);
        }
        return file;
    }

    /** Outside the heap, which then need not grow for it. */
    private static ByteBuffer copy(InputStream file, Arena arena) throws IOException {
        byte[] part = new byte[1 << 16];
        MemorySegment all = arena.allocate(0);
        long size = 0;
        for (int read = file.read(part); read >= 0; read = file.read(part)) {
            if (size + read > all.byteSize()) {
                MemorySegment larger = arena.allocate(Math.max(1L << 25, 2 * all.byteSize()));
                all = larger.copyFrom(all);
            }
            MemorySegment.copy(MemorySegment.ofArray(part), 0, all, size, read);
            size += read;
        }
        return all.asSlice(0, size).asByteBuffer();
    }

    /** The vector of a text, of length 1; only the beginning of a long text counts. */
    public float[] embed(String text) {
        long[][] ids = {words.ids(text, MAX_TOKENS)};
        long[][] attention = {new long[ids[0].length]};
        Arrays.fill(attention[0], 1);
        long[][] types = {new long[ids[0].length]};
        try (OnnxTensor tokens = OnnxTensor.createTensor(environment, ids);
                OnnxTensor mask = OnnxTensor.createTensor(environment, attention);
                OnnxTensor kinds = OnnxTensor.createTensor(environment, types);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", tokens, "attention_mask", mask, "token_type_ids", kinds))) {
            return mean(((float[][][]) result.get(0).getValue())[0]);
        } catch (OrtException e) {
            throw new IllegalStateException("the sentence model failed", e);
        }
    }

    /** Whether the model's vocabulary has a word whole, in lower case: frequent English words and names. */
    public boolean isWord(String word) {
        return words.isWhole(word);
    }

    private static float[] mean(float[][] tokens) {
        float[] sum = new float[tokens[0].length];
        for (float[] token : tokens) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += token[i];
            }
        }
        double square = 0;
        for (float part : sum) {
            square += part * part;
        }
        float length = (float) Math.sqrt(square);
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= length;
        }
        return sum;
    }

    /** How near in meaning two vectors are, from -1 to 1. */
    public static double similarity(float[] one, float[] other) {
        double similarity = 0;
        for (int i = 0; i < one.length; i++) {
            similarity += one[i] * other[i];
        }
        return similarity;
    }
}
