package dev.stepfold.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/**
 * The secret by which the services of a stack recognise each other: the user's own, or one that is generated once per
 * home. A file that holds no secret, such as an empty one, is replaced: nobody else knows what was in it.
 */
final class StackSecret {
    static final String VARIABLE = "STEPFOLD_SERVICE_SECRET";

    private static final int RANDOM_BYTES = 32;
    private static final int CHARACTERS_MIN = 32;
    private static final int FILE_BYTES_MAX = 4096;

    private StackSecret() {}

    /**
     * The secret.
     *
     * @param home prepared, so that no other user can read it
     * @throws StartFailure if it can be neither read nor created
     */
    static String of(StackHome home, Map<String, String> environment) {
        String own = environment.getOrDefault(VARIABLE, "");
        if (!own.isBlank()) {
            return own;
        }
        Path file = home.path().resolve("service-secret");
        try {
            String made = Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? read(file) : "";
            if (!isSecret(made)) {
                byte[] random = new byte[RANDOM_BYTES];
                new SecureRandom().nextBytes(random);
                made = HexFormat.of().formatHex(random);
                DurableFile.replace(file, made + "\n");
            }
            return made;
        } catch (IOException e) {
            throw new StartFailure(
                    "The secret of the services in " + file + " cannot be read (" + e + "): delete the file.", e);
        }
    }

    private static String read(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new String(stream.readNBytes(FILE_BYTES_MAX), StandardCharsets.US_ASCII).strip();
        }
    }

    /** Not what a power cut may leave of the file, and what the services take. Only this stack's processes know it. */
    private static boolean isSecret(String text) {
        return text.length() >= CHARACTERS_MIN
                && text.chars().allMatch(character -> character > ' ' && character < 0x7f);
    }
}
