package dev.stepfold.localstack.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.options.Cookie;
import dev.stepfold.localstack.RunningStack;
import dev.stepfold.schemas.StepId;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page of a gateway that asks for a token. */
final class PageSignInIT {
    private static final String COOKIE = "agents-session";
    private static final String SECRET = "a-secret-of-tests-0123456789-abcdef";

    @RegisterExtension
    static final PageStage STAGE = new PageStage();

    private static final Duration READY_WITHIN = Duration.ofSeconds(90);

    private static OwnService gateway;

    @BeforeAll
    static void start(@TempDir Path logs) {
        gateway = OwnService.launch(
                "gateway-service",
                logs.resolve("gateway.log"),
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        STAGE.stack().bootstrapServers(),
                        "STEPFOLD_PROJECTION_URL",
                        "http://127.0.0.1:" + STAGE.stack().ports().projection(),
                        "STEPFOLD_SERVICE_SECRET",
                        RunningStack.SERVICE_SECRET,
                        "STEPFOLD_AUTH",
                        "jwt",
                        "STEPFOLD_JWT_SECRET",
                        SECRET,
                        "STEPFOLD_JWT_COOKIE",
                        COOKIE,
                        "STEPFOLD_JWT_ISSUER",
                        "https://issuer.example"));
        Awaitility.await().atMost(READY_WITHIN).until(gateway::isHealthy);
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void asksForATokenTeachesOnTheFirstVisitAndAsksAgainWhenItExpires() {
        STAGE.model().hold(StepId.TECHNICAL_ANALYSIS);
        PageWindow window = STAGE.openAt(gateway.uri() + "/", PageStage.desktop());
        window.says(".sign-in", "Sign in").screenshot("sign-in");
        signIn(window, "alice", Duration.ofHours(-1));
        window.says(".sign-in .problem", "did not accept this token");
        window.find(".sign-in >> text=Continue with the cookie").click();
        window.says(".sign-in .problem", "no cookie");

        signIn(window, "alice", Duration.ofHours(1));

        window.says(".lesson", "Leave, and come back").screenshot("first-visit");
        window.find("#request").fill("Create a task management system");
        window.find("#ask button[type=submit]").click();
        window.shows("#steps li[data-status=complete]", 2);

        window.page()
                .evaluate(
                        "token => sessionStorage.setItem('stepfold.token', token)",
                        token("alice", Duration.ofSeconds(10)));
        window.page().reload();
        window.shows("#steps li[data-status=complete]", 2);
        window.shows(".sign-in").shows("#steps li[data-status=complete]", 2).screenshot("expired");
        signIn(window, "alice", Duration.ofHours(1));
        STAGE.model().release(StepId.TECHNICAL_ANALYSIS);
        window.showsCompleted();

        PageWindow stranger =
                STAGE.openAt(gateway.uri() + "/" + window.page().evaluate("location.hash"), PageStage.desktop());
        signIn(stranger, "bob", Duration.ofHours(1));
        stranger.says("main", "There is no such agent");
    }

    @Test
    void goesOnWithTheCookieOfWhoHasSignedInElsewhere() {
        PageWindow window = STAGE.openAt(gateway.uri() + "/", PageStage.desktop());
        window.says(".sign-in", "Sign in");
        window.page()
                .context()
                .addCookies(List.of(new Cookie(COOKIE, token("carol", Duration.ofHours(1)))
                        .setUrl(gateway.uri().toString())));

        window.find(".sign-in >> text=Continue with the cookie").click();

        window.says(".lesson", "Leave, and come back");
        window.find("#request").fill("Create a task management system");
        window.find("#ask button[type=submit]").click();
        window.showsCompleted();
        window.page().reload();
        window.showsCompleted();
    }

    private static void signIn(PageWindow window, String subject, Duration life) {
        window.find("#token").fill(token(subject, life));
        window.find(".sign-in button.primary").click();
    }

    /** A token (RFC 7519) that is signed with the shared secret. */
    private static String token(String subject, Duration life) {
        String claims = """
                {"iss":"https://issuer.example","sub":"%s","exp":%d}""".formatted(subject, Instant.now().plus(life).getEpochSecond());
        String signed = encoded("{\"alg\":\"HS256\"}".getBytes(UTF_8)) + "." + encoded(claims.getBytes(UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
            return signed + "." + encoded(mac.doFinal(signed.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
