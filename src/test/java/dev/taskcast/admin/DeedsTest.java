package dev.taskcast.admin;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Lines;
import dev.taskcast.harness.SentRequest;
import dev.taskcast.sessions.Drain;
import dev.taskcast.sessions.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The log tells what an operator did: who, what, and with how many sessions. */
class DeedsTest {
    private final AdminFixture replica = new AdminFixture();
    private final AdminSessions sessions =
            new AdminSessions(AdminFixture.admins(true), replica.directory, replica.deeds);
    private final AdminDrain drain = new AdminDrain(
            AdminFixture.admins(true),
            new Drain(replica.registry, replica.threads),
            settings().drain(),
            replica.registry,
            replica.deeds);
    private final Lines lines = new Lines(Deeds.class);

    @AfterEach
    void end() {
        lines.close();
        replica.close();
    }

    @Test
    void aCloseIsLoggedWithoutTheNames() throws Exception {
        Session one = replica.open("ada");
        replica.open("ada");
        replica.open("ada");
        replica.ask(sessions, AdminFixture.asked("DELETE").below("/" + one.id()).query("code=4003"));
        replica.ask(sessions, AdminFixture.asked("DELETE").query("user=ada"));
        assertThat(lines.all())
                .containsExactly(
                        "INFO TCAST1201I: Operator " + hash("root") + " closed the session " + one.id() + " with 4003",
                        "INFO TCAST1201I: Operator " + hash("root") + " closed 2 sessions of user " + hash("ada")
                                + " with 1012");
    }

    @Test
    void aDrainIsLogged() throws Exception {
        replica.open("ada");
        replica.ask(drain, AdminFixture.asked("POST"));
        assertThat(lines.all())
                .containsExactly(
                        "INFO TCAST1201I: Operator " + hash("root") + " drains this replica, which has 1 sessions");
    }

    @Test
    void aCallerOnTheSameMachineIsLoggedAsThat() throws Exception {
        replica.ask(
                sessions,
                new SentRequest("127.0.0.1")
                        .header("Host", "localhost:8005")
                        .method("DELETE")
                        .query("user=eve"));
        assertThat(lines.all())
                .containsExactly(
                        "INFO TCAST1201I: Operator on this machine, without a token, closed 0 sessions of user "
                                + hash("eve") + " with 1012");
    }

    @Test
    void aQuestionAndARefusedCallerLeaveNoLine() throws Exception {
        Session one = replica.open("ada");
        replica.ask(sessions, AdminFixture.asked("GET").query("user=ada"));
        replica.ask(sessions, new SentRequest("192.0.2.9").method("DELETE").below("/" + one.id()));
        replica.ask(sessions, AdminFixture.asked("DELETE").below("/another"));
        assertThat(lines.all()).isEmpty();
    }

    private String hash(String user) {
        return replica.registry.ends().hash(user);
    }
}
