package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.Issuer;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.testkit.SharedBroker;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Streams for clients that cannot send headers: by a ticket, or by a cookie. */
@Timeout(60)
final class TicketTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final Issuer ISSUER = new Issuer();
    private static FakeOrchestrator orchestrator;
    private static Gateway gateway;
    private static Gateway neighbour;

    @BeforeAll
    static void start() {
        orchestrator = new FakeOrchestrator(BROKER.bootstrapServers());
        Map<String, Object> settings = Map.of(
                "stepfold.auth", "jwt",
                "stepfold.jwt-issuer", ISSUER.uri(),
                "stepfold.jwt-cookie", "session",
                "stepfold.ticket-secret", "thirty-two bytes that gateways share");
        gateway = new Gateway(BROKER.bootstrapServers(), settings).awaitReady();
        neighbour = new Gateway(BROKER.bootstrapServers(), settings).awaitReady();
    }

    @AfterAll
    static void stop() {
        neighbour.close();
        gateway.close();
        orchestrator.close();
        ISSUER.close();
    }

    @Test
    void opensAStreamOnceWithATicket() throws Exception {
        String document = document("alice");
        JsonNode ticket = ticket(gateway, document, ISSUER.token("alice"));
        assertThat(Instant.parse(ticket.path("expiresAt").asText()))
                .isBefore(Instant.now().plusSeconds(61));
        URI stream =
                gateway.uri(document + "/events?ticket=" + ticket.path("ticket").asText());

        try (SseClient first = SseClient.connect(stream, null)) {
            assertThat(first.names(1)).containsExactly("snapshot:1");
        }
        try (SseClient reconnect = SseClient.connect(stream, "1")) {
            assertThat(reconnect.status())
                    .as("an EventSource that comes back by itself stops")
                    .isEqualTo(401);
        }
        String next =
                ticket(gateway, document, ISSUER.token("alice")).path("ticket").asText();
        orchestrator.happen(SampleRun.from(
                new DocumentId(document.substring("/api/documents/".length())),
                2,
                List.of(SampleRun.processing(StepId.first(), "On"))));
        try (SseClient again =
                SseClient.connect(gateway.uri(document + "/events?lastEventId=1&ticket=" + next), null)) {
            assertThat(again.names(1)).containsExactly("agent-step:2");
        }
    }

    @Test
    void acceptsTheTicketOfAnotherGateway() throws Exception {
        String document = document("alice");
        String ticket =
                ticket(gateway, document, ISSUER.token("alice")).path("ticket").asText();

        try (SseClient stream = SseClient.connect(neighbour.uri(document + "/events?ticket=" + ticket), null)) {
            assertThat(stream.names(1)).containsExactly("snapshot:1");
        }
    }

    @Test
    void acceptsATicketForNothingElse() throws Exception {
        String document = document("alice");
        String ticket =
                ticket(gateway, document, ISSUER.token("alice")).path("ticket").asText();

        assertThat(gateway.get(document("alice") + "/events?ticket=" + ticket).statusCode())
                .isEqualTo(401);
        assertThat(gateway.get(document + "?ticket=" + ticket).statusCode()).isEqualTo(401);
        assertThat(gateway.get(document + "/history?ticket=" + ticket).statusCode())
                .isEqualTo(401);
        assertThat(gateway.post(document + "/tickets?ticket=" + ticket, "").statusCode())
                .isEqualTo(401);
        assertThat(gateway.get(document, "Authorization", "Bearer " + ticket).statusCode())
                .isEqualTo(401);
        assertThat(gateway.get(document + "/events?ticket=" + ISSUER.token("alice"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void endsAStreamWhenItsTokenExpiresAndDoesNotAcceptTheTokenAgain() throws Exception {
        String document = document("alice");
        JWTClaimsSet claims = ISSUER.claims("alice", Duration.ofSeconds(6)).build();
        String token = ISSUER.sign(claims);
        String ticket = ticket(gateway, document, token).path("ticket").asText();
        URI events = gateway.uri(document + "/events");

        try (SseClient byToken = SseClient.connect(events, null, "Authorization", "Bearer " + token);
                SseClient byCookie = SseClient.connect(events, null, "Cookie", "session=" + token);
                SseClient byTicket = SseClient.connect(URI.create(events + "?ticket=" + ticket), null)) {
            for (SseClient stream : List.of(byToken, byCookie, byTicket)) {
                assertThat(stream.names(2)).containsExactly("snapshot:1", "expired:null");
                assertThat(stream.next()).isEmpty();
            }
        }
        assertThat(Instant.now())
                .isAfterOrEqualTo(claims.getExpirationTime().toInstant().truncatedTo(ChronoUnit.SECONDS));
        assertThat(gateway.get(document + "/events", "Authorization", "Bearer " + token, "Last-Event-ID", "1")
                        .statusCode())
                .isEqualTo(401);
        Awaitility.await().until(() -> gateway.streams() == 0);
    }

    @Test
    void acceptsACookieIfTheRequestChangesNothingOrComesFromOurOwnPage() throws Exception {
        String document = document("alice");
        String cookie = "session=" + ISSUER.token("alice");
        String origin = gateway.uri("").toString();

        assertThat(gateway.get(document, "Cookie", cookie).statusCode()).isEqualTo(200);
        assertThat(gateway.get(document, "Cookie", "other=1").statusCode()).isEqualTo(401);
        for (String header : List.of("Bearer garbage", "Bearer", "Basic YTpi", "")) {
            assertThat(gateway.get(document, "Cookie", cookie, "Authorization", header)
                            .statusCode())
                    .as("a bad header wins over a good cookie: %s", header)
                    .isEqualTo(401);
        }
        assertThat(retry(document, cookie)).isEqualTo(401);
        assertThat(retry(document, cookie, "Sec-Fetch-Site", "cross-site")).isEqualTo(401);
        assertThat(retry(document, cookie, "Sec-Fetch-Site", "same-site")).isEqualTo(401);
        assertThat(retry(document, cookie, "Sec-Fetch-Site", "cross-site", "Origin", origin))
                .isEqualTo(401);
        assertThat(retry(document, cookie, "Origin", "http://evil.example")).isIn(401, 403);
        assertThat(retry(document, cookie, "Origin", "null")).isIn(401, 403);
        assertThat(retry(document, cookie, "Origin", origin)).isEqualTo(202);
        assertThat(retry(document("alice"), cookie, "Sec-Fetch-Site", "same-origin"))
                .isEqualTo(202);
    }

    @Test
    void acceptsNothingElseIfTheHeaderIsInvalid() throws Exception {
        String document = document("alice");
        String cookie = "session=" + ISSUER.token("alice");
        String bad = "Bearer "
                + ISSUER.sign(ISSUER.claims("alice", Duration.ofSeconds(-5)).build());

        for (String header : List.of(bad, "Bearer x.y.z", "Bearer", "Basic YTpi", "")) {
            HttpResponse<String> read = gateway.get(document, "Cookie", cookie, "Authorization", header);
            assertThat(read.statusCode()).as(header).isEqualTo(401);
            assertThat(read.headers().firstValue("www-authenticate"))
                    .hasValue("Bearer realm=\"stepfold\", error=\"invalid_token\"");
            assertThat(retry(document, cookie, "Sec-Fetch-Site", "same-origin", "Authorization", header))
                    .as(header)
                    .isEqualTo(401);
        }
        String eve = "Bearer " + ISSUER.token("eve");
        assertThat(gateway.get(document, "Cookie", cookie, "Authorization", eve).statusCode())
                .isEqualTo(404);
        String alice = "Bearer " + ISSUER.token("alice");
        assertThat(gateway.get(document, "Cookie", "session=x", "Authorization", alice)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void prefersTheHeaderToATicketAndATicketToTheCookie() throws Exception {
        String document = document("alice");
        String cookie = "session=" + ISSUER.token("alice");
        String ticket =
                ticket(gateway, document, ISSUER.token("alice")).path("ticket").asText();
        String events = document + "/events?until=rest&ticket=";

        assertThat(gateway.get(events + ticket, "Authorization", "Bearer x.y.z").statusCode())
                .isEqualTo(401);
        assertThat(gateway.get(events + ticket, "Authorization", "Bearer " + ISSUER.token("eve"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(gateway.get(events + ticket, "Cookie", "session=x").statusCode())
                .as("not used up by calls that it does not count for")
                .isEqualTo(200);
        for (String used : List.of(ticket, "x", "")) {
            assertThat(gateway.get(events + used, "Cookie", cookie).statusCode())
                    .as(used)
                    .isEqualTo(401);
        }
        assertThat(gateway.get(document + "?ticket=" + ticket, "Cookie", cookie).statusCode())
                .as("no stream")
                .isEqualTo(200);
    }

    private static int retry(String document, String cookie, String... headers) {
        String[] all =
                Stream.concat(Stream.of("Cookie", cookie), Stream.of(headers)).toArray(String[]::new);
        return gateway.post(document + "/retry", "{}", all).statusCode();
    }

    @Test
    void revealsNoTokenAndNoTicketInLogsErrorsOrEvents() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger own = (Logger) LoggerFactory.getLogger("dev.stepfold");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Level before = root.getLevel();
        root.addAppender(log);
        root.setLevel(Level.INFO);
        own.setLevel(Level.DEBUG);
        StringBuilder told = new StringBuilder();
        String token = ISSUER.token("alice");
        String bad = ISSUER.sign(ISSUER.claims("alice", Duration.ofSeconds(-5)).build());
        String ticket;
        try {
            String document = document("alice");
            ticket = ticket(gateway, document, token).path("ticket").asText();
            told.append(gateway.post(document + "/retry", "{}", "Authorization", "Bearer " + token)
                    .body());
            told.append(gateway.post(document + "/retry", "{", "Authorization", "Bearer " + token)
                    .body());
            told.append(gateway.get(document, "Authorization", "Bearer " + bad).body());
            told.append(gateway.get(document, "Cookie", "session=" + bad).body());
            told.append(gateway.get("/api/nowhere?ticket=" + ticket, "Authorization", "Bearer " + token)
                    .body());
            told.append(
                    gateway.get(document + "/events?until=x&ticket=" + ticket).body());
            told.append(gateway.get(document + "/events?ticket=" + ticket).body());
            told.append(gateway.get(document + "/events?until=rest", "Authorization", "Bearer " + token)
                    .body());
        } finally {
            root.detachAppender(log);
            root.setLevel(before);
            own.setLevel(Level.INFO);
        }

        log.list.forEach(event -> told.append(event.getFormattedMessage())
                .append(
                        event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getMessage()));
        assertThat(log.list).isNotEmpty();
        assertThat(told.toString())
                .contains("accepted documentId=")
                .doesNotContain(token, bad, ticket, signature(token));
    }

    private static String signature(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }

    private static JsonNode ticket(Gateway at, String document, String token) throws Exception {
        HttpResponse<String> answer = at.post(document + "/tickets", "", "Authorization", "Bearer " + token);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
        return ContractMapper.mapper().readTree(answer.body());
    }

    /** One that both gateways have seen to its end. */
    private static String document(String owner) {
        DocumentId document = new DocumentId(UUID.randomUUID().toString());
        List<RecordedEvent> events = SampleRun.from(
                document, 0, List.of(SampleRun.startedFor(new Owner(owner)), SampleRun.failedAt(StepId.first(), true)));
        orchestrator.createTopic(document);
        orchestrator.happen(events);
        gateway.awaitRelayed(events.getLast());
        neighbour.awaitRelayed(events.getLast());
        return "/api/documents/" + document;
    }
}
