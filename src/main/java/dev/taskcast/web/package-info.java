/**
 * What all HTTP answers have in common: security headers, error pages without a word of the container's, the client's files.
 *
 * <ol>
 *   <li>No answer tells what the server is made of, or repeats what the request said.
 *   <li>The client's files are the same for every page, compressed once, and kept until they change. The npm package is made of them.
 *   <li>The operator's page is files, and knows nothing: what it shows it asks of other routes, as whoever looks at it.
 * </ol>
 */
package dev.taskcast.web;
