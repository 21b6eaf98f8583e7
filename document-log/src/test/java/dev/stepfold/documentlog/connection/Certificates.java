package dev.stepfold.documentlog.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keys and certificates in the forms that Kafka takes: of a broker and a client of one authority, and of a client of an
 * authority that the broker does not know. The broker's certificate is for 127.0.0.1 only.
 *
 * @param broker PKCS 12, with {@link #PASSWORD}
 * @param authority who signed the broker's and the client's certificate: PEM
 * @param client the client's key and certificate: PEM
 * @param otherAuthority PEM
 * @param otherClient a key, and a certificate of the other authority: PEM
 */
record Certificates(Path broker, Path authority, Path client, Path otherAuthority, Path otherClient) {
    static final String PASSWORD = "only-for-tests";

    private static final String SIGNER = "signer";
    private static final long KEYTOOL_WITHIN_S = 60;

    /** Makes them. */
    static Certificates in(Path folder) throws Exception {
        Path store = folder.resolve("all.p12");
        List<String> pair = List.of("-genkeypair", "-keyalg", "EC", "-validity", "2");
        keytool(store, pair, "-alias", SIGNER, "-dname", "CN=authority", "-ext", "bc:c");
        keytool(store, pair, "-alias", "broker", "-dname", "CN=broker", "-ext", "san=ip:127.0.0.1", "-signer", SIGNER);
        keytool(store, pair, "-alias", "client", "-dname", "CN=client", "-signer", SIGNER);
        Path otherStore = folder.resolve("other.p12");
        keytool(otherStore, pair, "-alias", SIGNER, "-dname", "CN=other", "-ext", "bc:c");
        KeyStore all = loaded(store);
        KeyStore other = loaded(otherStore);
        Path broker = folder.resolve("broker.p12");
        writeAlone(all, "broker", broker);
        return new Certificates(
                broker,
                write(folder.resolve("authority.pem"), certificates(all, SIGNER)),
                write(folder.resolve("client.pem"), key(all, "client") + certificates(all, "client")),
                write(folder.resolve("other-authority.pem"), certificates(other, SIGNER)),
                write(folder.resolve("other-client.pem"), key(other, SIGNER) + certificates(other, SIGNER)));
    }

    private static KeyStore loaded(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    /** A broker takes any key of its store. */
    private static void writeAlone(KeyStore all, String alias, Path file) throws GeneralSecurityException, IOException {
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        char[] password = PASSWORD.toCharArray();
        one.setKeyEntry(alias, all.getKey(alias, password), password, all.getCertificateChain(alias));
        try (OutputStream out = Files.newOutputStream(file)) {
            one.store(out, password);
        }
    }

    private static String key(KeyStore store, String alias) throws GeneralSecurityException {
        Key key = store.getKey(alias, PASSWORD.toCharArray());
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String certificates(KeyStore store, String alias) throws GeneralSecurityException {
        StringBuilder text = new StringBuilder();
        for (Certificate certificate : store.getCertificateChain(alias)) {
            text.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        return text.toString();
    }

    private static String pem(String what, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }

    private static Path write(Path file, String text) throws IOException {
        return Files.writeString(file, text);
    }

    private static void keytool(Path store, List<String> command, String... more) throws Exception {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        all.addAll(command);
        all.addAll(List.of(more));
        all.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(KEYTOOL_WITHIN_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("keytool failed: " + said);
        }
    }
}
