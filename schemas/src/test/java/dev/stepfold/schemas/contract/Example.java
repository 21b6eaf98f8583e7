package dev.stepfold.schemas.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One example file.
 *
 * <p>{@code valid} is what this version writes; {@code readable} is accepted although this version would write it
 * otherwise; {@code invalid} breaks the one rule it is named after. The {@code log} of a valid state is the events that
 * lead to it.
 */
record Example(Contract<?> kind, String name, String json) {
    static Stream<Example> in(String group) {
        return Contract.ALL.stream().flatMap(kind -> of(kind, group).stream());
    }

    static List<Example> of(Contract<?> kind, String group) {
        try (Stream<Path> files = Files.list(folder(kind, group))) {
            return files.sorted()
                    .map(file -> new Example(kind, name(file), read(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder(Contract<?> kind, String group) {
        try {
            return Path.of(Example.class
                    .getResource("/examples/" + kind.name() + "/" + group)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String name(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ".json".length());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return kind + "/" + name;
    }
}
