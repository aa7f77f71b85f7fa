package dev.taskcast.harness;

import io.openliberty.arquillian.managed.WLPManagedContainer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.shrinkwrap.api.Archive;

/**
 * One deployment of {@link Gateway#war} for all test classes. Arquillian asks for a new one in each class, which takes
 * longer than many of these classes.
 *
 * <p>There are two exceptions. After a class that left the gateway not ready, for instance drained, the next class gets
 * a new deployment. An archive with another name is deployed as Arquillian asks, in place of the shared one.
 */
public final class SharedDeployment implements LoadableExtension {
    @Override
    public void register(ExtensionBuilder builder) {
        builder.override(DeployableContainer.class, WLPManagedContainer.class, Server.class);
    }

    /** The server, which undeploys the shared archive only when another deployment takes its place. */
    public static final class Server extends WLPManagedContainer {
        private static final Duration PATIENCE = Duration.ofSeconds(10);

        private final HttpClient http = HttpClient.newHttpClient();
        private Optional<Shared> shared = Optional.empty();

        private record Shared(Archive<?> archive, ProtocolMetaData metadata) {}

        @Override
        public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
            boolean shares = archive.getName().equals(Gateway.NAME);
            if (shares && shared.isPresent() && isReady()) {
                return shared.get().metadata();
            }
            if (shared.isPresent()) {
                super.undeploy(shared.get().archive());
                shared = Optional.empty();
            }
            ProtocolMetaData metadata = super.deploy(archive);
            shared = shares ? Optional.of(new Shared(archive, metadata)) : Optional.empty();
            return metadata;
        }

        @Override
        public void undeploy(Archive<?> archive) throws DeploymentException {
            if (!archive.getName().equals(Gateway.NAME)) {
                super.undeploy(archive);
            }
        }

        private boolean isReady() {
            HttpRequest request = HttpRequest.newBuilder(Gateway.uri("/health/ready"))
                    .timeout(PATIENCE)
                    .build();
            try {
                return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException doesNotAnswer) {
                return false;
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
