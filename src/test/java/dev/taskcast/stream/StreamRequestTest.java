package dev.taskcast.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.admission.ConnectRequest;
import dev.taskcast.harness.SentRequest;
import dev.taskcast.sessions.Subscription;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a stream resumes: after the event in the header, or after the cursor in the URL. */
class StreamRequestTest {
    private static final String CLIENT = "203.0.113.7";

    @ParameterizedTest
    @CsvSource({"header, header", "'', url", "' ', url"})
    void anEmptyHeaderCountsAsAbsent(String header, String cursor) {
        ConnectRequest read = new ConnectRequest(
                Optional.empty(), Subscription.FROM_NOW.after("url"), CLIENT, Optional.empty(), Optional.empty());
        SentRequest request = new SentRequest(CLIENT).header("Last-Event-ID", header);
        assertThat(StreamRequest.resumed(request.asServlet(), read).cursor()).hasValue(cursor);
    }
}
