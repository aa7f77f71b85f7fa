package dev.taskcast.kafka;

/** A log writer of which a test says what it does. */
class FakeLogWriter extends LogWriter {
    FakeLogWriter() {
        this(new LogWriterFixture() {});
    }

    private FakeLogWriter(LogWriterFixture parts) {
        super(
                FakeTopic.SETTINGS,
                LogWriterFixture.WINDOW,
                parts.log,
                parts.appender,
                parts.losses,
                parts.lag,
                parts.control,
                () -> parts.now);
    }
}
