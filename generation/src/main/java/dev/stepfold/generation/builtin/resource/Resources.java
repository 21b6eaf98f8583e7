package dev.stepfold.generation.builtin.resource;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the generator's resource files. They are part of the program: an unreadable file is a defect. */
public final class Resources {
    private Resources() {}

    /**
     * The JSON in a file of the generator's resource folder.
     *
     * @param path relative to {@code /builtin/}
     */
    public static <T> T read(String path, TypeReference<T> type) {
        try (@Nullable InputStream file = Resources.class.getResourceAsStream("/builtin/" + path)) {
            if (file == null) {
                throw new IllegalStateException("missing resource builtin/" + path);
            }
            return ContractMapper.ownMapper().readValue(file, type);
        } catch (IOException e) {
            throw new UncheckedIOException("unreadable resource builtin/" + path, e);
        }
    }

    /** A text file of the generator's resource folder. */
    public static String text(String path) {
        try (@Nullable InputStream file = Resources.class.getResourceAsStream("/builtin/" + path)) {
            if (file == null) {
                throw new IllegalStateException("missing resource builtin/" + path);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("unreadable resource builtin/" + path, e);
        }
    }

    /** The words of a list that separates them by white space, in their order. */
    public static Set<String> words(String list) {
        return Collections.unmodifiableSet(
                new LinkedHashSet<>(Arrays.asList(list.strip().split("\\s+"))));
    }
}
