package dev.taskcast.kafka;

/** A log writer that the test controls. */
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
