package dev.taskcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The packaged application starts on a real Open Liberty. */
@ArquillianTest
@RunAsClient
class SmokeIT {
    private final HttpClient http = HttpClient.newHttpClient();

    @Deployment
    static WebArchive application() {
        return Gateway.war();
    }

    @Test
    void isAlive() throws Exception {
        HttpResponse<String> answer = get("/health/live");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"status\":\"UP\"");
    }

    @Test
    void namesNoSoftwareInItsAnswers() throws Exception {
        HttpResponse<String> answer = get("/health/live");
        assertThat(answer.headers().map()).doesNotContainKeys("Server", "X-Powered-By");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(Gateway.uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
