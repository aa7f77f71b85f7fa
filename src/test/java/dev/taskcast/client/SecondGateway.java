package dev.taskcast.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.taskcast.harness.GatewayFolder;
import dev.taskcast.harness.GatewayProcess;
import dev.taskcast.harness.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;

/**
 * A gateway that the client's tests may kill: {@code POST /kill} (SIGKILL), {@code /start}, {@code /stop} (SIGTERM).
 * Each answers when it is done. A gateway that runs is not started again.
 */
final class SecondGateway implements AutoCloseable {
    private final GatewayFolder folder = GatewayFolder.create("client-second");
    private final int port = Ports.free();
    private final Map<String, String> environment;
    private final HttpServer control;
    private GatewayProcess process;

    SecondGateway(Map<String, String> environment) throws IOException {
        this.environment = environment;
        process = GatewayProcess.start(folder, port, environment);
        control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        control.createContext("/", this::obey);
        control.start();
    }

    /** The address of the gateway. */
    URI address() {
        return process.uri("");
    }

    /** The address of its control. */
    URI control() {
        return URI.create("http://127.0.0.1:" + control.getAddress().getPort());
    }

    void awaitReady() {
        process.awaitReady();
    }

    private void obey(HttpExchange exchange) throws IOException {
        int status = 204;
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/kill" -> process.kill();
                case "/stop" -> process.stop();
                case "/start" -> start();
                default -> status = 404;
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private void start() {
        if (!process.isAlive()) {
            process = GatewayProcess.start(folder, port, environment);
        }
        process.awaitReady();
    }

    @Override
    public void close() {
        control.stop(0);
        process.close();
    }
}
