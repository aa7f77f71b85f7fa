package dev.taskcast.harness;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.jose4j.json.JsonUtil;

/** The commands that start the clients of {@code clients/} for the conformance kit, without the address. */
public final class ClientPrograms {
    /** The Java that runs the tests. */
    public static final String JVM =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** Debian's Python, for which CI installs websockets. */
    private static final String PYTHON = "/usr/bin/python3";

    private ClientPrograms() {}

    /** The command of the Python client. */
    public static List<String> python() throws IOException, InterruptedException {
        Process asked = new ProcessBuilder(PYTHON, "-c", "import websockets")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (asked.waitFor() != 0) {
            String message = "python3-websockets is not installed, so the client of Python cannot be judged";
            if (System.getenv("CI") != null) {
                fail(message);
            }
            System.err.println("SKIPPED: " + message);
            abort(message);
        }
        return List.of(PYTHON, "clients/python/conformance.py");
    }

    /** The command of the Java client. */
    public static List<String> java() {
        return List.of(
                JVM,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                "dev.taskcast.client.Conformance");
    }

    /** The class path: clients, kit, and the library that parses JSON for them. */
    public static String classPath() {
        try {
            Path library = Path.of(JsonUtil.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return "target/test-classes" + File.pathSeparator + library;
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
