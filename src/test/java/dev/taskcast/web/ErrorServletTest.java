package dev.taskcast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorServletTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SRVE0190E: File not found: /x",
                "jakarta.servlet.ServletException: java.io.FileNotFoundException",
                "Illegal request. Default implementation of TRACE not allowed.",
                "CWWWC0005I: The request URI has invalid characters"
            })
    void aMessageOfTheContainerIsNotRepeated(String message) {
        assertThat(ErrorServlet.problem(404, Optional.of(message)))
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404}");
    }

    @Test
    void aMessageOfOursIsRepeated() {
        assertThat(ErrorServlet.problem(403, Optional.of("Development mode answers this machine only")))
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,"
                        + "\"detail\":\"Development mode answers this machine only\"}");
    }
}
