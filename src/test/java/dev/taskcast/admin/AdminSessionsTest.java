package dev.taskcast.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.SentRequest;
import dev.taskcast.sessions.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator sees the sessions of a replica. Only a close changes anything. */
class AdminSessionsTest {
    private final AdminFixture replica = new AdminFixture();
    private final AdminSessions route = new AdminSessions(AdminFixture.admins(false), replica.directory, replica.deeds);

    @AfterEach
    void end() {
        replica.close();
    }

    @Test
    void anAnswerShowsASession() throws Exception {
        Session session = replica.open("ada");
        replica.publish("e-1", "ada");
        String answer = replica.ask(route, AdminFixture.asked("GET"));
        assertThat(replica.status).isEqualTo(200);
        assertThat(replica.headers)
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Cache-Control", "no-store");
        assertThat(answer)
                .startsWith("{\"replica\":\"" + ThisReplica.NAME + "\",\"sessions\":[{\"id\":\"" + session.id()
                        + "\",\"user\":\"ada\",\"transport\":\"websocket\",\"address\":\"192.0.2.1\","
                        + "\"client\":\"board/2.1\",\"since\":\"2026-11-23T10:00:00Z\",\"cursor\":\"")
                .contains("\"behind_events\":0,\"last_sent\":\"2026-11-23T")
                .endsWith("\"acked\":null,\"state\":\"live\",\"reset\":null}],\"ended\":[],\"truncated\":false}")
                .doesNotContain("secret");
    }

    @Test
    void theSessionsOfAUserAreReported() throws Exception {
        replica.open("ada");
        replica.open("bob");
        assertThat(replica.ask(route, AdminFixture.asked("GET").query("user=ada")))
                .contains("\"user\":\"ada\"")
                .doesNotContain("bob");
        assertThat(replica.ask(route, AdminFixture.asked("GET").query("user=eve")))
                .contains("\"sessions\":[],");
    }

    /** A container may decode a query with an old charset. */
    @Test
    void aNameOutsideAsciiIsAskedForInUtf8() throws Exception {
        replica.open("zo\u00eb +");
        assertThat(replica.ask(route, AdminFixture.asked("GET").query("user=zo%C3%AB+%2B")))
                .contains("\"user\":\"zo\u00eb +\"");
    }

    @Test
    void aSessionIsFoundByItsIdAlsoAfterItsEnd() throws Exception {
        Session session = replica.open("ada");
        replica.publish("e-1", "ada");
        String path = "/" + session.id();
        assertThat(replica.ask(route, AdminFixture.asked("GET").below(path))).contains("\"session\":{\"id\":\"");
        session.closed();
        assertThat(replica.ask(route, AdminFixture.asked("GET").below(path)))
                .contains("\"ended\":{\"id\":\"" + session.id())
                .endsWith("\"ended\":\"2026-11-23T10:00:00Z\",\"reason\":null}}");
        assertThat(replica.ask(route, AdminFixture.asked("GET").below("/another")))
                .contains("\"status\":404");
        assertThat(replica.status).isEqualTo(404);
        assertThat(replica.headers).containsEntry("Content-Type", "application/problem+json");
    }

    @Test
    void aSessionIsClosedWithTheGivenCode() throws Exception {
        Session session = replica.open("ada");
        replica.open("ada");
        assertThat(replica.ask(
                        route,
                        AdminFixture.asked("DELETE").below("/" + session.id()).query("code=4003")))
                .endsWith("\"closed\":1}");
        assertThat(replica.closes).containsExactly("FORBIDDEN closed by an operator");
        assertThat(replica.registry.connections()).isOne();
        replica.ask(route, AdminFixture.asked("DELETE").below("/" + session.id()));
        assertThat(replica.status).isEqualTo(404);
    }

    @Test
    void allOfAUserAreClosedAndNobodyElses() throws Exception {
        replica.open("ada");
        replica.open("ada");
        replica.open("bob");
        assertThat(replica.ask(route, AdminFixture.asked("DELETE").query("user=ada")))
                .endsWith("\"closed\":2}");
        assertThat(replica.closes).containsOnly("RESTART closed by an operator");
        assertThat(replica.registry.connections()).isOne();
    }

    /** A request that names neither a session nor a user closes no session. */
    @Test
    void aCloseThatNamesNobodyClosesNobody() throws Exception {
        replica.open("ada");
        replica.ask(route, AdminFixture.asked("DELETE"));
        assertThat(replica.status).isEqualTo(400);
        replica.ask(route, AdminFixture.asked("DELETE").query("user="));
        assertThat(replica.status).isEqualTo(400);
        assertThat(replica.registry.connections()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"code=1", "code=1005", "code=x", "code=-4003"})
    void aCodeThatTheProtocolDoesNotHaveClosesNoSession(String query) throws Exception {
        replica.open("ada");
        replica.ask(route, AdminFixture.asked("DELETE").query("user=ada&" + query));
        assertThat(replica.status).isEqualTo(400);
        assertThat(replica.registry.connections()).isOne();
    }

    @Test
    void otherMethodsAreRefused() throws Exception {
        replica.ask(route, AdminFixture.asked("POST"));
        assertThat(replica.status).isEqualTo(405);
        assertThat(replica.headers).containsEntry("Allow", "GET, HEAD, DELETE");
    }

    @Test
    void aCallerWithoutAccessIsToldNothing() throws Exception {
        replica.open("ada");
        String answer = replica.ask(route, new SentRequest("192.0.2.9"));
        assertThat(replica.status).isEqualTo(401);
        assertThat(answer).doesNotContain("ada");
    }

    @Test
    void anAnswerSaysThatItDoesNotHaveAllSessions() throws Exception {
        for (int i = 0; i <= AdminSessions.MOST; i++) {
            replica.open("ada" + i);
        }
        String answer = replica.ask(route, AdminFixture.asked("GET"));
        assertThat(answer).contains("\"truncated\":true");
        assertThat(answer.split("\"user\":", -1)).hasSize(AdminSessions.MOST + 1);
    }
}
