package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session lives as long as its token, can be given a newer one, and ends when it is revoked. */
@ArquillianTest
@RunAsClient
class TokenLifeIT {
    private static final int EVENTS = 300;

    private final Devices devices = new Devices();
    private final Topic topic = new Topic();
    private final String ada = Devices.user("ada");

    @Deployment
    static WebArchive application() {
        return Gateway.war();
    }

    @AfterEach
    void leave() throws Exception {
        topic.close();
        devices.close();
    }

    @Test
    void aTokenThatExpiresEndsItsConnection() throws Exception {
        Device device = devices.connect(Knock.byHeader(devices.tokens.of(ada, Duration.ofSeconds(6))));
        device.next("welcome");
        device.next("auth_expiring");
        assertThat(device.close()).isEqualTo("4001 token expired");
    }

    @Test
    void aFreshTokenOfTheSameUserExtendsTheConnectionAndOneOfAnotherDoesNot() throws Exception {
        Device device = devices.of(ada);
        device.send(auth(devices.tokens.of(ada, Duration.ofHours(3))));
        assertThat(Instant.parse(device.next("auth_ok").string("expires_at")))
                .isAfter(Instant.now().plus(Duration.ofHours(2)));
        device.send(auth(devices.tokens.of(Devices.user("eve"))));
        assertThat(device.next("error").string("code")).isEqualTo("token_refused");
        device.send(auth(devices.tokens.of(ada, Duration.ofMinutes(-5))));
        assertThat(device.next("error").string("message")).isEqualTo("token expired");
        device.hasNothingElse();
    }

    @Test
    void nothingIsLostOrRepeatedAcrossARefreshWhileEventsFlow() throws Exception {
        Device device = devices.of(ada);
        CompletableFuture<Void> traffic = CompletableFuture.runAsync(this::publishAll);
        List<Integer> received = new ArrayList<>();
        int refreshed = 0;
        while (received.size() < EVENTS || refreshed < EVENTS / 100) {
            Frame frame = device.next();
            if (frame.type().equals("auth_ok")) {
                refreshed++;
                continue;
            }
            assertThat(frame.type()).isEqualTo("task_update");
            received.add(Integer.valueOf(frame.task().replaceAll("\\D", "")));
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
        topic.publish(
                "{\"event_type\":\"session.revoke\",\"user_id\":\"" + ada + "\",\"issued_before\":\"" + later + "\"}");
        assertThat(mine.close()).isEqualTo("4003 token revoked");
        assertThat(devices.connect(Knock.byFirstFrame(old)).close()).isEqualTo("4003 token revoked");
        other.hasNothingElse();
    }

    private void publishAll() {
        try {
            for (int i = 1; i <= EVENTS; i++) {
                topic.update(ada, "{\"id\":" + i + "}");
            }
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static String auth(String token) {
        return "{\"type\":\"auth\",\"token\":\"" + token + "\"}";
    }
}
