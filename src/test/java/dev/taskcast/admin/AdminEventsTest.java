package dev.taskcast.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.SkippedRecords;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.events.UnusableRecordException.Reason;
import dev.taskcast.sessions.Session;
import dev.taskcast.wire.CloseCode;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The history of one delivery, as an operator gets it. */
class AdminEventsTest {
    private final AdminFixture replica = new AdminFixture();
    private final SkippedRecords skipped = new SkippedRecords();
    private final AdminEvents route = new AdminEvents(AdminFixture.admins(false), replica.log, replica.words, skipped);

    @AfterEach
    void end() {
        replica.close();
    }

    @Test
    void anAnswerShowsAnEventThatWasHandedOver() throws Exception {
        Session session = replica.open("ada");
        replica.publish("e-1", "ada", "bob");
        String answer = replica.ask(route, AdminFixture.asked("GET").below("/e-1"));
        assertThat(replica.status).isEqualTo(200);
        assertThat(answer)
                .startsWith("{\"replica\":\"" + ThisReplica.NAME
                        + "\",\"event\":\"e-1\",\"unusable\":[],\"found\":[{\"event\":\"e-1\","
                        + "\"type\":\"task.updated\",\"time\":\"2026-11-23T10:00:00Z\",\"partition\":0,\"offset\":0,"
                        + "\"age_ms\":0,\"everyone\":false,\"users\":[\"ada\",\"bob\"],\"sessions\":[{\"id\":\""
                        + session.id() + "\",\"user\":\"ada\",\"state\":\"handed\",\"at\":\"2026-11-23T")
                .contains("\"acked\":false}],\"absent\":[\"bob\"],\"ended\":[],\"truncated\":false}]")
                .contains("\"window\":{\"events\":1,\"age_ms\":0}")
                .doesNotContain("secret");
    }

    @Test
    void aSessionThatEndedBeforeTheEventIsReported() throws Exception {
        Session session = replica.open("ada");
        replica.publish("e-0", "bob");
        session.close(CloseCode.UNAUTHORIZED, "token expired");
        replica.publish("e-1", "ada");
        assertThat(replica.ask(route, AdminFixture.asked("GET").below("/e-1")))
                .contains("\"sessions\":[],\"absent\":[\"ada\"],\"ended\":[{\"id\":\"" + session.id()
                        + "\",\"user\":\"ada\",\"state\":\"not_yet\",\"at\":null,\"acked\":false,"
                        + "\"ended\":\"2026-11-23T10:00:00Z\",\"code\":4001,\"reason\":\"token expired\"}]");
    }

    @Test
    void anEventForEveryoneIsReportedForAllSessions() throws Exception {
        replica.open("ada");
        replica.open("bob");
        replica.publish("e-1");
        assertThat(replica.ask(route, AdminFixture.asked("GET").query("id=e-1")))
                .contains("\"everyone\":true,\"users\":[],\"sessions\":[{")
                .contains("\"user\":\"ada\"")
                .contains("\"user\":\"bob\"")
                .contains("\"absent\":[]");
    }

    @Test
    void theStoryOfOneUserNamesNobodyElsesSessions() throws Exception {
        replica.open("ada");
        replica.open("bob");
        replica.publish("e-1", "ada", "bob", "eve");
        assertThat(replica.ask(route, AdminFixture.asked("GET").below("/e-1").query("user=bob")))
                .contains("\"user\":\"bob\"")
                .doesNotContain("\"user\":\"ada\"")
                .contains("\"absent\":[]");
    }

    @Test
    void theStoryOfOneUserHasEventsForEveryoneToo() throws Exception {
        Session session = replica.open("ada");
        replica.open("bob").closed();
        session.closed();
        replica.publish("e-1");
        assertThat(replica.ask(route, AdminFixture.asked("GET").below("/e-1").query("user=ada")))
                .contains("\"ended\":[{\"id\":\"" + session.id())
                .doesNotContain("bob");
    }

    @Test
    void theNewestEventsOfAUserAreReportedNewestFirst() throws Exception {
        replica.publish("e-1", "ada");
        replica.publish("e-2", "bob");
        replica.publish("e-3", "ada");
        assertThat(replica.ask(route, AdminFixture.asked("GET").query("user=ada")))
                .contains("\"event\":null,")
                .containsSubsequence("\"event\":\"e-3\"", "\"event\":\"e-1\"")
                .doesNotContain("e-2");
    }

    /** A record that names its event, and an unreadable record, which is known only by its position and time. */
    @Test
    void unusableRecordsAreReported() throws Exception {
        skip(41, "e-1");
        skip(42, "");
        String named = record(41, "\"e-1\"");
        String nameless = record(42, "null");
        String lately = "\"unusable_lately\":[" + nameless + "," + named + "],";
        assertThat(replica.ask(route, AdminFixture.asked("GET").below("/e-1")))
                .contains("\"unusable\":[" + named + "],\"found\":[],", lately);
        assertThat(replica.ask(route, AdminFixture.asked("GET").below("/3-42")))
                .contains("\"unusable\":[" + nameless + "],\"found\":[],", lately);
        assertThat(replica.ask(route, AdminFixture.asked("GET").query("user=ada")))
                .contains("\"unusable\":[],\"found\":[],", lately);
    }

    private void skip(long offset, String event) {
        UnusableRecordException why = new UnusableRecordException(Reason.NO_TASK, "task: missing");
        skipped.add(new SkippedRecords.Skipped(
                3, offset, why.of(Optional.of(event).filter(id -> !id.isEmpty())), AdminFixture.NOW));
    }

    private static String record(long offset, String event) {
        return "{\"partition\":3,\"offset\":" + offset + ",\"event\":" + event
                + ",\"reason\":\"no_task\",\"detail\":\"task: missing\",\"at\":\"2026-11-23T10:00:00Z\"}";
    }

    @Test
    void anAnswerSaysThatItDoesNotHaveAllEvents() throws Exception {
        for (int i = 0; i <= AdminEvents.MOST; i++) {
            replica.publish("again", "ada");
        }
        String answer = replica.ask(route, AdminFixture.asked("GET").below("/again"));
        assertThat(answer).endsWith(",\"truncated\":true}");
        assertThat(answer.split("\"type\":", -1)).hasSize(AdminEvents.MOST + 1);
    }

    @ParameterizedTest
    @CsvSource({"GET, 400", "POST, 405", "DELETE, 405"})
    void aRequestThatNamesNoEventIsRefused(String method, int status) throws Exception {
        replica.ask(route, AdminFixture.asked(method));
        assertThat(replica.status).isEqualTo(status);
    }
}
