package dev.taskcast.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.SkippedRecords;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cost of an answer is bounded for any number of sessions and any size of events. */
class AdminBoundsTest {
    private static final int CROWD = 12_000;
    /** The most that one list element and the members behind the lists add to an answer. */
    private static final int MORE = 64 << 10;

    private final AdminFixture replica = new AdminFixture();
    private final AdminEvents events =
            new AdminEvents(AdminFixture.admins(false), replica.log, replica.words, new SkippedRecords());
    private final AdminSessions sessions =
            new AdminSessions(AdminFixture.admins(false), replica.directory, replica.deeds);

    @AfterEach
    void end() {
        replica.close();
    }

    /** A hundred events for everyone, and thousands of sessions: a million lines without the bound. */
    @Test
    void theStoryOfManyEventsForManyUsersIsCutAndSaysSo() throws Exception {
        IntStream.range(0, CROWD).forEach(i -> replica.open("user" + i));
        for (int i = 0; i < AdminEvents.MOST; i++) {
            replica.publish("again");
        }
        String answer = replica.ask(events, AdminFixture.asked("GET").below("/again"));
        assertThat(answer).hasSizeBetween(Document.MOST, Document.MOST + MORE).endsWith("\"truncated\":true}");
        assertThat(count(replica.ask(sessions, AdminFixture.asked("GET")), "\"transport\":"))
                .isEqualTo(AdminSessions.MOST);
    }

    @Test
    void theStoryOfOneUserIsWholeInACrowd() throws Exception {
        IntStream.range(0, CROWD).forEach(i -> replica.open("user" + i));
        replica.publish("e-1");
        replica.publish("e-2", "user7", "nobody");
        String answer = replica.ask(events, AdminFixture.asked("GET").query("user=user7"));
        assertThat(answer).contains("\"event\":\"e-1\"", "\"event\":\"e-2\"").endsWith("\"truncated\":false}");
        assertThat(count(answer, "\"user\":\"user7\"")).isEqualTo(2);
        assertThat(count(answer, "\"user\":\"")).isEqualTo(2);
    }

    /** Two pages may ask, each every two seconds. */
    @Test
    void aRequestDuringASearchWaitsForItsTurn() throws Exception {
        IntStream.range(0, 3_000).forEach(i -> replica.publish("e-" + i, "ada"));
        ExecutorService askers = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> questions = Collections.nCopies(40, () -> events.answer(
                            AdminFixture.asked("GET").below("/nobody-s").asServlet(), Optional.empty())
                    .json());
            for (Future<String> answer : askers.invokeAll(questions)) {
                assertThat(answer.get()).contains("\"found\":[]");
            }
        } finally {
            askers.shutdown();
        }
    }

    /** A user who does not fit into the list of sessions is online nevertheless. */
    @Test
    void aUserWhoIsNotListedIsNotReportedAbsent() throws Exception {
        String[] users = IntStream.range(0, AdminSessions.MOST + 200)
                .mapToObj(i -> "user" + i)
                .toArray(String[]::new);
        IntStream.range(0, users.length - 1).forEach(i -> replica.open(users[i]));
        replica.publish("e-1", users);
        String answer = replica.ask(events, AdminFixture.asked("GET").below("/e-1"));
        assertThat(answer).contains("\"absent\":[\"" + users[users.length - 1] + "\"]", "\"truncated\":true}]");
        assertThat(count(answer, "\"state\":")).isEqualTo(AdminSessions.MOST);
    }

    /** User ids fill an answer too. */
    @Test
    void longListsOfUsersAreCut() throws Exception {
        String[] users =
                IntStream.range(0, 1_000).mapToObj(i -> "u".repeat(250) + i).toArray(String[]::new);
        for (int i = 0; i < 20; i++) {
            replica.publish("again", users);
        }
        assertThat(replica.ask(events, AdminFixture.asked("GET").below("/again")))
                .hasSizeBetween(Document.MOST, Document.MOST + MORE)
                .endsWith("\"truncated\":true}");
    }

    private static int count(String answer, String part) {
        return answer.split(part, -1).length - 1;
    }
}
