package dev.taskcast.socket;

import dev.taskcast.admission.Inside;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The step in which the container turns a request into a socket, without the container's search for beans.
 *
 * <p>The container creates the socket's handler as a bean. For each connection it asks every bean archive for the
 * handler's class, although no archive has it, and reads the class again (docs/decisions/connections.md). Nothing is
 * injected into a class without annotations. So this class calls the handler's constructor, and sets the result in the
 * container's request.
 *
 * <p>It uses Open Liberty's own classes. On a server with other classes the container does the whole step, and one line
 * in the log says so.
 *
 * @param request the class of the container's request
 * @param handler the class of the handler
 * @param constructor the constructor of the handler
 * @param isUpgraded the field in which the request notes that it was turned into a socket
 * @param handlerOf the field in which the request notes the handler
 */
record ContainerUpgrade(
        Class<?> request, Class<?> handler, Constructor<?> constructor, Field isUpgraded, Field handlerOf) {
    private static final Logger LOGGER = Logger.getLogger(ContainerUpgrade.class.getName());
    /** The container keeps more data for handlers that do not implement this interface. */
    private static final String KIND = "TransportConnectionUpgrade";
    /** The package of annotations that the container's build adds to each of its classes. */
    private static final String TRACING = "com.ibm.websphere.ras.";

    private static final AtomicBoolean TOLD = new AtomicBoolean();
    private static volatile Optional<ContainerUpgrade> known = Optional.empty();

    /** Turns the container's {@code request} into a socket; empty if the container must do that itself. */
    static <T extends HttpUpgradeHandler> Optional<T> handler(ServletRequest request, Class<T> type) {
        try {
            return Optional.of(type.cast(of(request, type).enter(request)));
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            if (TOLD.compareAndSet(false, true)) {
                LOGGER.log(
                        Level.WARNING, "TCAST0803W: New connections cost more on this server than elsewhere", unknown);
            }
            return Optional.empty();
        }
    }

    private static ContainerUpgrade of(ServletRequest request, Class<?> handler) throws ReflectiveOperationException {
        Optional<ContainerUpgrade> last = known;
        if (last.isPresent() && last.get().request == request.getClass() && last.get().handler == handler) {
            return last.get();
        }
        if (!isPlain(handler)) {
            throw new NoSuchMethodException(handler + " may need injection");
        }
        ContainerUpgrade found = new ContainerUpgrade(
                request.getClass(),
                handler,
                handler.getConstructor(),
                field(request, "upgradeCalledAndSuccessful", boolean.class),
                field(request, "httpUpgradeHandlerObject", HttpUpgradeHandler.class));
        known = Optional.of(found);
        return found;
    }

    private Object enter(Object target) throws ReflectiveOperationException {
        Object made = constructor.newInstance();
        handlerOf.set(target, made);
        isUpgraded.setBoolean(target, true);
        return made;
    }

    /**
     * Whether {@code handler} implements {@link #KIND}, and its class and superclasses have no annotation except those
     * of tracing.
     */
    private static boolean isPlain(Class<?> handler) {
        boolean ofTheKind = Stream.of(handler.getInterfaces())
                .anyMatch(it -> it.getSimpleName().equals(KIND));
        return ofTheKind
                && Stream.<Class<?>>iterate(handler, type -> type != Object.class, Class::getSuperclass)
                        .flatMap(ContainerUpgrade::parts)
                        .flatMap(part -> Stream.of(part.getDeclaredAnnotations()))
                        .allMatch(it -> it.annotationType().getName().startsWith(TRACING));
    }

    private static Stream<AnnotatedElement> parts(Class<?> type) {
        return Stream.of(
                        Stream.<AnnotatedElement>of(type),
                        Stream.<AnnotatedElement>of(type.getDeclaredFields()),
                        Stream.<AnnotatedElement>of(type.getDeclaredMethods()),
                        Stream.<AnnotatedElement>of(type.getDeclaredConstructors()))
                .flatMap(each -> each);
    }

    /** The field {@code name} of {@code request}, which must have the type {@code holds}. */
    private static Field field(ServletRequest request, String name, Class<?> holds)
            throws ReflectiveOperationException {
        Field field = Inside.field(request, name);
        if (field.getType() != holds) {
            throw new NoSuchFieldException(field + " is not a " + holds);
        }
        return field;
    }
}
