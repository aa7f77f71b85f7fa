package dev.taskcast.auth;

import dev.taskcast.config.JwksSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * A document with public keys behind a URL.
 *
 * <p>A read ends within the timeout, however slowly the bytes come, and holds no more than the largest allowed
 * document. It does not follow redirects: only the configured address is trusted.
 */
final class HttpDocument implements KeyDocument {
    private final HttpClient client;
    private final HttpRequest request;
    private final JwksSettings settings;

    HttpDocument(URI uri, JwksSettings settings) {
        this.settings = settings;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout())
                .build();
        this.request = HttpRequest.newBuilder(uri)
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
    }

    @Override
    public String read() throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, status -> new BoundedBody(settings.maxBytes()));
        try {
            HttpResponse<byte[]> response = answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new KeyReadException("answered with status " + response.statusCode());
            }
            return new String(response.body(), StandardCharsets.UTF_8);
        } catch (TimeoutException tooSlow) {
            throw new KeyReadException(late());
        } catch (ExecutionException failed) {
            throw reason(failed.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private KeyReadException reason(Throwable cause) {
        if (cause instanceof HttpConnectTimeoutException) {
            return new KeyReadException(late());
        }
        if (cause instanceof ConnectException) {
            boolean unknown = cause.getCause() instanceof UnresolvedAddressException;
            return new KeyReadException(unknown ? "its host name is unknown" : "it refuses connections");
        }
        String kind = cause instanceof SSLException ? "its TLS is not trusted" : "its answer cannot be read";
        return new KeyReadException(kind, kind + ": " + cause.getMessage(), cause);
    }

    private String late() {
        return "did not answer within " + settings.timeout().toMillis() + " ms";
    }
}
