package dev.stepfold.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.testkit.SetClock;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class TicketsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final Caller ALICE = new Caller(new Owner("alice"), false, NOW.plusSeconds(600));

    private final SetClock clock = new SetClock(NOW);
    private final byte[] key = new byte[32];
    private final Tickets tickets = new Tickets(key, clock);

    @Test
    void returnsTheCallerOfATicketOnce() {
        Ticket ticket = tickets.issue(DOCUMENT, ALICE);

        assertThat(ticket.expiresAt()).isEqualTo(NOW.plusSeconds(60));
        assertThat(tickets.take(ticket.value(), DOCUMENT)).contains(ALICE);
        assertThat(tickets.take(ticket.value(), DOCUMENT)).isEmpty();
    }

    @Test
    void keepsWhatTheCallerMaySee() {
        Caller admin = new Caller(new Owner("root"), true, NOW.plusSeconds(90));

        assertThat(tickets.take(tickets.issue(DOCUMENT, admin).value(), DOCUMENT))
                .contains(admin);
        assertThat(tickets.take(tickets.issue(DOCUMENT, Caller.LOCAL).value(), DOCUMENT))
                .contains(Caller.LOCAL);
    }

    @Test
    void acceptsATicketForItsDocumentOnlyAndDoesNotUseItUpForAnother() {
        String ticket = tickets.issue(DOCUMENT, ALICE).value();

        assertThat(tickets.take(ticket, new DocumentId("other"))).isEmpty();
        assertThat(tickets.take(ticket, DOCUMENT)).contains(ALICE);
    }

    @Test
    void acceptsNoTicketThatHasExpired() {
        String ticket = tickets.issue(DOCUMENT, ALICE).value();

        clock.pass(Tickets.LIFETIME);

        assertThat(tickets.take(ticket, DOCUMENT)).isEmpty();
    }

    @Test
    void issuesNoTicketThatOutlivesItsCallersCredentials() {
        Caller leaving = new Caller(new Owner("alice"), false, NOW.plusSeconds(10));

        assertThat(tickets.issue(DOCUMENT, leaving).expiresAt()).isEqualTo(NOW.plusSeconds(10));
    }

    @Test
    void acceptsTicketsOfAnotherGatewayWithTheSameKeyAndNoOther() {
        byte[] otherKey = new byte[32];
        Arrays.fill(otherKey, (byte) 1);
        String ticket = tickets.issue(DOCUMENT, ALICE).value();

        assertThat(new Tickets(otherKey, clock).take(ticket, DOCUMENT)).isEmpty();
        assertThat(new Tickets(key, clock).take(ticket, DOCUMENT)).contains(ALICE);
    }

    @Test
    void acceptsNothingThatIsNotATicket() {
        String ticket = tickets.issue(DOCUMENT, ALICE).value();
        char last = ticket.charAt(ticket.length() - 2);
        String forged = ticket.substring(0, ticket.length() - 2)
                + (last == 'A' ? 'B' : 'A')
                + ticket.substring(ticket.length() - 1);

        for (String bad : new String[] {"", "ticket", "a.b.c.d.e", forged, "a".repeat(100_000)}) {
            assertThat(tickets.take(bad, DOCUMENT)).isEmpty();
        }
    }

    @Test
    void revealsNothingInAnAddressOrALog() {
        Ticket ticket = tickets.issue(DOCUMENT, ALICE);

        assertThat(ticket.value()).matches("[A-Za-z0-9_.-]+");
        for (String part : ticket.value().split("\\.", -1)) {
            assertThat(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.ISO_8859_1))
                    .doesNotContain("alice");
        }
        assertThat(ticket.toString()).doesNotContain(ticket.value());
    }

    @Test
    void refusesTicketsWhileItCannotRememberMoreThatWereUsed() {
        for (int i = 0; i < Tickets.USED_MAX; i++) {
            assertThat(tickets.take(tickets.issue(DOCUMENT, ALICE).value(), DOCUMENT))
                    .isPresent();
        }
        String ticket = tickets.issue(DOCUMENT, ALICE).value();

        assertThatThrownBy(() -> tickets.take(ticket, DOCUMENT))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.TOO_MANY_STREAMS));

        clock.pass(Duration.ofSeconds(60));
        assertThat(tickets.take(tickets.issue(DOCUMENT, ALICE).value(), DOCUMENT))
                .contains(ALICE);
    }
}
