package dev.taskcast.admin;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.SentRequest;
import dev.taskcast.sessions.Drain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An operator drains a replica; other callers cannot. */
class AdminDrainTest {
    private final AdminFixture replica = new AdminFixture();
    private final Drain drain = new Drain(replica.registry, replica.threads);
    private final AdminDrain route =
            new AdminDrain(AdminFixture.admins(false), drain, settings().drain(), replica.registry, replica.deeds);

    @AfterEach
    void end() {
        replica.close();
    }

    @Test
    void aDrainBeginsAndIsAnsweredImmediately() throws Exception {
        replica.open("ada");
        assertThat(replica.ask(route, AdminFixture.asked("POST"))).endsWith("\"sessions\":1}");
        assertThat(replica.status).isEqualTo(202);
        assertThat(drain.hasBegun()).isTrue();
        assertThat(replica.registry.connections())
                .as("before the rotation time is over")
                .isOne();
    }

    @Test
    void aGetOrACallerWithoutATokenBeginsNoDrain() throws Exception {
        replica.ask(route, AdminFixture.asked("GET"));
        assertThat(replica.status).isEqualTo(405);
        replica.ask(
                route,
                new SentRequest("127.0.0.1").header("Host", "localhost:8005").method("POST"));
        assertThat(replica.status).isEqualTo(401);
        assertThat(drain.hasBegun()).isFalse();
    }
}
