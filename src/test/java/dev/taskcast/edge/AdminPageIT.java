package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's page in production: only its own files are served. */
class AdminPageIT extends EdgeScenario {
    @ParameterizedTest
    @CsvSource({
        "/admin/ui/,text/html",
        "/admin/ui/page.js,text/javascript",
        "/admin/ui/admin.css,text/css",
        "/admin/demo/demo.css,text/css",
        "/admin/demo/dom.js,text/javascript",
        "/admin/demo/icon.svg,image/svg+xml"
    })
    void theFilesOfThePageAreThere(String path, String type) throws Exception {
        HttpResponse<String> answer = devices.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).startsWith(type);
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(answer, "Content-Security-Policy")).contains("script-src 'self'", "frame-ancestors 'none'");
        assertThat(answer.body()).isNotEmpty();
    }

    @Test
    void thePageIsFoundWithoutItsSlash() throws Exception {
        HttpResponse<String> answer = devices.get("/admin/ui");
        assertThat(answer.statusCode()).isEqualTo(307);
        assertThat(header(answer, "Location")).isEqualTo("ui/");
    }

    /** From the demo page only the files that both pages share, and nothing of the application. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/page.js",
                "/admin/index.html",
                "/admin/ui/nothing.js",
                "/admin/ui/../../WEB-INF/web.xml",
                "/admin/ui/%2e%2e/index.html",
                "/admin/demo/",
                "/admin/demo/page.js",
                "/admin/demo/api.js",
                "/admin/demo/openapi.html"
            })
    void onlyTheFilesOfThePageAreServed(String path) throws Exception {
        assertThat(devices.get(path).statusCode()).isIn(400, 404);
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
