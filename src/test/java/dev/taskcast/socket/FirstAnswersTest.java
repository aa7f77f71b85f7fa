package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.sessions.Transport.Completion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class FirstAnswersTest {
    private final List<String> sent = new ArrayList<>();
    private final Queue<Completion> outstanding = new ArrayDeque<>();
    private final FirstAnswers answers = new FirstAnswers((frame, done) -> {
        assertThat(outstanding).as("sends at the same time").isEmpty();
        sent.add(frame);
        outstanding.add(done);
    });

    @Test
    void oneSendFollowsTheOtherAndTheSessionsComeLast() {
        List<Boolean> completed = new ArrayList<>();
        answers.answer("first error");
        answers.answer("second error");
        answers.send("welcome", completed::add);
        assertThat(sent).containsExactly("first error");
        complete();
        assertThat(sent).containsExactly("first error", "second error");
        complete();
        assertThat(sent).containsExactly("first error", "second error", "welcome");
        assertThat(completed).isEmpty();
        complete();
        assertThat(completed).containsExactly(true);
    }

    @Test
    void aSessionWithoutAnswersBeforeItSendsAtOnce() {
        answers.send("welcome", successful -> sent.add("done"));
        complete();
        assertThat(sent).containsExactly("welcome", "done");
    }

    private void complete() {
        outstanding.remove().completed(true);
    }
}
