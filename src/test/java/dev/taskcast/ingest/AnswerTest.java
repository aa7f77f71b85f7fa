package dev.taskcast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static final Logger LOGGER = Logger.getLogger(Answer.class.getName());

    private final List<LogRecord> logged = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(listener);
    }

    @AfterEach
    void stop() {
        LOGGER.removeHandler(listener);
    }

    @Test
    void aMistakeOfAClientIsToldAndNotLogged() {
        Answer answer = Answer.to(new CompletionException(ProblemException.badRequest("no")));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("\"detail\":\"no\"");
        assertThat(logged).isEmpty();
    }

    @Test
    void aDefectIsLoggedAndIsNotToBeTriedAgain() {
        Answer answer = Answer.to(new IllegalStateException("a secret"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.headers()).isEmpty();
        assertThat(answer.body()).doesNotContain("secret");
        assertThat(logged).hasSize(1);
    }
}
