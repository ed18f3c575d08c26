// Sipd is a server with a process for each of its tasks.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern int CheapestRate(const char *number); // librate.so

// A worker waits for requests on a socket and answers them.
typedef void (*worker)(int socket);

static void udp_worker(int socket) {
	char packet[256];
	while (read(socket, packet, sizeof packet) > 0)
		write(socket, "SIP/2.0 200 OK", 15);
}

static void http_worker(int socket) {
	char number[256], answer[256];
	while (read(socket, number, sizeof number) > 0) {
		snprintf(answer, sizeof answer, "rate %d", CheapestRate(number));
		write(socket, answer, strlen(answer) + 1);
	}
}

// start forks a process for a worker and returns the socket that leads to it.
static int start(worker run) {
	int sockets[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sockets) != 0) {
		perror("socketpair");
		exit(1);
	}
	if (fork() == 0) {
		close(sockets[0]);
		run(sockets[1]);
		_exit(0);
	}
	close(sockets[1]);
	return sockets[0];
}

// ask sends a request to a worker and prints the answer.
static void ask(int socket, const char *request) {
	char answer[256];
	printf("%s\n", request);
	fflush(stdout);
	write(socket, request, strlen(request) + 1);
	if (read(socket, answer, sizeof answer) > 0)
		printf("-> %s\n", answer);
	fflush(stdout);
}

int main(int argc, char **argv) {
	if (argc > 1 && strcmp(argv[1], "-t") == 0) {
		printf("rate %d\n", CheapestRate("1555"));
		return 0;
	}
	int udp = start(udp_worker);
	int http = start(http_worker);
	ask(udp, "OPTIONS");
	ask(http, "1555");
	close(udp);
	close(http);
	while (wait(NULL) > 0)
		;
	return 0;
}
