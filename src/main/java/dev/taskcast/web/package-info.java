/**
 * What all HTTP answers share: security headers, error pages without the container's text, and the client's files.
 * <ol>
 *   <li>No answer tells what the server is made of, or repeats the request's content.
 *   <li>The client's files are the same for every page, compressed once, and cached until they change. The npm package
 *       consists of them.
 *   <li>The operator's page is static files without data. It asks the other routes for its data, with the operator's
 *       own token.
 * </ol>
 */
package dev.taskcast.web;
