package dev.stepfold.gateway.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Where a proxy runs: its own lines come from {@code docs/proxies.md}, with the gateway's port in place of the usual one, and
 * with timeouts of two seconds.
 */
record Setting(Path folder, int port, URI gateway) {
    private static final Path DOCUMENTATION = Path.of("../docs/proxies.md");

    /** Timeouts for silence, as each configuration writes them. */
    private static final Pattern TIMEOUT =
            Pattern.compile("(_read_timeout |timeout client |timeout server |_bytes_timeout = |_byte_timeout = )\\d+s");

    /** The documentation's block of a language, counted from 0. */
    String lines(String language, int index) {
        try {
            List<String> blocks = Pattern.compile("(?ms)^```" + language + "$\n(.*?)^```$")
                    .matcher(Files.readString(DOCUMENTATION))
                    .results()
                    .map(block -> block.group(1))
                    .toList();
            return TIMEOUT.matcher(blocks.get(index))
                    .replaceAll((MatchResult found) -> found.group(1) + "2s")
                    .replace("ProxyTimeout 60", "ProxyTimeout 2")
                    .replace("8080", "" + gateway.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
