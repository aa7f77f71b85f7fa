package dev.taskcast.harness;

import java.lang.reflect.Proxy;

/** The answers of an interface that is too large for a test to implement. */
@FunctionalInterface
public interface Fake {
    /** The answer of {@code method}. */
    Object answer(String method, Object[] arguments);

    /** Creates an object of {@code type} with these answers. */
    static <T> T of(Class<T> type, Fake answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answers.answer(method.getName(), arguments)));
    }
}
