package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.Test;

/** A session lives as long as its token, accepts a newer token, and ends when the token is revoked. */
class TokenLifeIT extends EdgeScenario {
    private static final int EVENTS = 300;

    @Test
    void aTokenThatExpiresEndsItsConnection() throws Exception {
        Device device = devices.connect(Knock.byHeader(devices.tokens.of(ada, Duration.ofSeconds(4))));
        device.next("welcome");
        device.next("auth_expiring");
        assertThat(device.close()).isEqualTo("4001 token expired");
    }

    @Test
    void onlyAFreshTokenOfTheSameUserExtendsTheConnection() throws Exception {
        Device device = devices.of(ada);
        device.send(auth(devices.tokens.of(ada, Duration.ofHours(3))));
        assertThat(Instant.parse(device.next("auth_ok").string("expires_at")))
                .isAfter(Instant.now().plus(Duration.ofHours(2)));
        device.send(auth(devices.tokens.of(Devices.user("eve"))));
        assertThat(device.next("error").string("code")).isEqualTo("token_refused");
        device.send(auth(devices.tokens.of(ada, Duration.ofMinutes(-5))));
        assertThat(device.next("error").string("message")).isEqualTo("token expired");
        device.livesOn();
    }

    /** Each renewal is a signature to check: without the limit, every user who tried could use up a core. */
    @Test
    void tooManyRenewalsThatFailEndTheConnection() throws Exception {
        Device device = devices.of(ada);
        for (int i = 0; i < 5; i++) {
            device.send(auth(devices.tokens.of(Devices.user("eve"))));
            device.send(auth(devices.tokens.of(ada, Duration.ofMinutes(-5).minusSeconds(i))));
        }
        for (int i = 0; i < 10; i++) {
            assertThat(device.next("error").string("code")).isEqualTo("token_refused");
        }
        device.livesOn();
        device.send(auth("a.b.c"));
        assertThat(device.close()).isEqualTo("1008 too many invalid frames");
    }

    @Test
    void nothingIsLostOrRepeatedAcrossARefreshWhileEventsFlow() throws Exception {
        Device device = devices.of(ada);
        CompletableFuture<Void> traffic = Topic.updates(ada, EVENTS);
        List<Integer> received = new ArrayList<>();
        int refreshed = 0;
        while (received.size() < EVENTS || refreshed < EVENTS / 100) {
            Frame frame = device.next();
            if (frame.type().equals("auth_ok")) {
                refreshed++;
                continue;
            }
            assertThat(frame.type()).isEqualTo("task_update");
            received.add(frame.number());
            if (received.size() % 100 == 0) {
                device.send(auth(devices.tokens.of(ada, Duration.ofMinutes(received.size()))));
            }
        }
        traffic.join();
        assertThat(received).isEqualTo(IntStream.rangeClosed(1, EVENTS).boxed().toList());
    }

    @Test
    void aRevocationOnTheTopicEndsTheSessionsOfThatUserAndRefusesOlderTokens() throws Exception {
        String old = devices.tokens.of(ada);
        Device mine = devices.connect(Knock.byHeader(old));
        mine.next("welcome");
        Device other = devices.of(Devices.user("bob"));
        Instant later = Instant.now().plusSeconds(2);
        Topic.publish(
                "{\"event_type\":\"session.revoke\",\"user_id\":\"" + ada + "\",\"issued_before\":\"" + later + "\"}");
        assertThat(mine.close()).isEqualTo("4003 token revoked");
        assertThat(devices.connect(Knock.byFirstFrame(old)).close()).isEqualTo("4003 token revoked");
        assertThat(devices.connect(Knock.byFirstFrame(old)).close()).isEqualTo("4003 token revoked");
        try (RawSocket again = new RawSocket(Gateway.uri("/")).knock("/ws?token=" + old)) {
            assertThat(again.head()).startsWith("HTTP/1.1 401 ");
        }
        other.livesOn();
        HttpResponse<String> published = devices.send(HttpRequest.newBuilder(Gateway.uri("/events"))
                .header("Authorization", "Bearer " + old)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());
        assertThat(published.statusCode()).isEqualTo(403);
        assertThat(published.body()).contains("token revoked");
    }

    /** The issuer's clock is ahead of ours, within the allowed skew. */
    @Test
    void aRevocationFindsATokenWhoseIssueIsAheadOfOurClock() throws Exception {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(ada);
        claims.setIssuedAt(NumericDate.fromSeconds(Instant.now().getEpochSecond() + 8));
        String ahead = devices.tokens.sign(claims);
        Device device = devices.connect(Knock.byHeader(ahead));
        device.next("welcome");
        Topic.publish("{\"event_type\":\"session.revoke\",\"user_id\":\"" + ada + "\",\"issued_before\":\""
                + Instant.now().plusSeconds(1) + "\"}");
        assertThat(device.close()).isEqualTo("4003 token revoked");
        assertThat(devices.connect(Knock.byHeader(ahead)).close()).isEqualTo("4003 token revoked");
    }

    private static String auth(String token) {
        return "{\"type\":\"auth\",\"token\":\"" + token + "\"}";
    }
}
