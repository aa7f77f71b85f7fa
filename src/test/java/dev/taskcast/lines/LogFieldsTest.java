package dev.taskcast.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A line's fields have the values in its text. {@code ManagementPortIT} tests what the server makes of them. */
class LogFieldsTest {
    private static final Logger LOGGER = Logger.getLogger(LogFieldsTest.class.getName());

    private final List<LogRecord> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line);
        }

        @Override
        public void flush() {
            // No line is buffered.
        }

        @Override
        public void close() {
            // No resource is open.
        }
    };

    @BeforeEach
    void listen() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void leave() {
        LOGGER.removeHandler(handler);
    }

    @Test
    void theFirstValueIsTheFirstOfTheText() {
        LogFields.log(LOGGER, Level.WARNING, "partition {0}: {1}", "partition_long", 3, "reason", "why");
        assertThat(lines.get(0).getMessage()).isEqualTo("partition {0}: {1}");
        assertThat(lines.get(0).getParameters()).containsExactly(3, "why");
        assertThat(lines.get(0).getLoggerName()).isEqualTo(LOGGER.getName());
        assertThat(lines.get(0).getThrown()).isNull();
    }

    @Test
    void theThrownExceptionIsInTheLine() {
        IllegalStateException defect = new IllegalStateException();
        LogFields.log(LOGGER, Level.SEVERE, defect, "offset {0}", "offset_long", 7L);
        assertThat(lines.get(0).getThrown()).isSameAs(defect);
        assertThat(lines.get(0).getParameters()).containsExactly(7L);
    }

    @Test
    void aLineOfALevelThatIsOffIsNotMade() {
        LogFields.log(LOGGER, Level.FINE, "{0}", "reason", "why");
        assertThat(lines).isEmpty();
    }
}
