// Package unix stands in for golang.org/x/sys/unix in the corpus, which is a
// GOPATH: declarations only, for the type checker. Those of all systems are
// here together.
package unix

const (
	F_DUPFD         = 0
	F_GETFL         = 3
	F_SETFL         = 4
	F_DUPFD_CLOEXEC = 0x406

	O_RDONLY    = 0x0
	O_RDWR      = 0x2
	O_NONBLOCK  = 0x800
	O_CLOEXEC   = 0x80000
	O_DIRECTORY = 0x10000

	AF_UNIX      = 0x1
	AF_INET      = 0x2
	AF_NETLINK   = 0x10
	SOCK_STREAM  = 0x1
	SOCK_RAW     = 0x3
	SOCK_CLOEXEC = 0x80000

	LOCK_EX = 0x2
	LOCK_NB = 0x4
	LOCK_UN = 0x8

	EPOLL_CLOEXEC = 0x80000
	EPOLL_CTL_ADD = 0x1
	EPOLL_CTL_DEL = 0x2
	EPOLL_CTL_MOD = 0x3
	EPOLLIN       = 0x1
	EPOLLOUT      = 0x4
	EPOLLRDHUP    = 0x2000

	EV_ADD      = 0x1
	EV_DELETE   = 0x2
	EVFILT_READ = -0x1

	POLLIN = 0x1

	CLONE_NEWNET = 0x40000000
	MFD_CLOEXEC  = 0x1
	TCGETS       = 0x5401
	TCSETS       = 0x5402
	TIOCGWINSZ   = 0x5413
	TIOCINQ      = 0x541b
	TIOCOUTQ     = 0x5411
	TUNSETIFF    = 0x400454ca
	BLKGETSIZE64 = 0x80081272
)

type EpollEvent struct {
	Events uint32
	Fd     int32
	Pad    int32
}

type Kevent_t struct {
	Ident  uint64
	Filter int16
	Flags  uint16
	Fflags uint32
	Data   int64
	Udata  *byte
}

type PollFd struct {
	Fd      int32
	Events  int16
	Revents int16
}

type Termios struct {
	Iflag  uint32
	Oflag  uint32
	Cflag  uint32
	Lflag  uint32
	Line   uint8
	Cc     [19]uint8
	Ispeed uint32
	Ospeed uint32
}

type Timespec struct {
	Sec  int64
	Nsec int64
}

type Winsize struct {
	Row    uint16
	Col    uint16
	Xpixel uint16
	Ypixel uint16
}

func Close(fd int) (err error) { return nil }

func Dup(oldfd int) (fd int, err error) { return 0, nil }

func Dup2(oldfd, newfd int) error { return nil }

func Dup3(oldfd int, newfd int, flags int) (err error) { return nil }

func EpollCreate1(flag int) (fd int, err error) { return 0, nil }

func EpollCtl(epfd int, op int, fd int, event *EpollEvent) (err error) { return nil }

func EpollWait(epfd int, events []EpollEvent, msec int) (n int, err error) { return 0, nil }

func FcntlInt(fd uintptr, cmd, arg int) (int, error) { return 0, nil }

func Fdatasync(fd int) (err error) { return nil }

func Flock(fd int, how int) (err error) { return nil }

func IoctlGetInt(fd int, req uint) (int, error) { return 0, nil }

func IoctlGetTermios(fd int, req uint) (*Termios, error) { return nil, nil }

func IoctlGetWinsize(fd int, req uint) (*Winsize, error) { return nil, nil }

func IoctlSetInt(fd int, req uint, value int) error { return nil }

func IoctlSetTermios(fd int, req uint, value *Termios) error { return nil }

func Kevent(kq int, changes, events []Kevent_t, timeout *Timespec) (n int, err error) {
	return 0, nil
}

func Kqueue() (fd int, err error) { return 0, nil }

func MemfdCreate(name string, flags int) (fd int, err error) { return 0, nil }

func Mmap(fd int, offset int64, length int, prot int, flags int) (data []byte, err error) {
	return nil, nil
}

func Open(path string, mode int, perm uint32) (fd int, err error) { return 0, nil }

func Openat(dirfd int, path string, flags int, mode uint32) (fd int, err error) { return 0, nil }

func Poll(fds []PollFd, timeout int) (n int, err error) { return 0, nil }

func Read(fd int, p []byte) (n int, err error) { return 0, nil }

func SetKevent(k *Kevent_t, fd, mode, flags int) {}

func SetNonblock(fd int, nonblocking bool) error { return nil }

func Setns(fd int, nstype int) (err error) { return nil }

func SetsockoptInt(fd, level, opt int, value int) (err error) { return nil }

func Socket(domain, typ, proto int) (fd int, err error) { return 0, nil }

func Syncfs(fd int) (err error) { return nil }

func Write(fd int, p []byte) (n int, err error) { return 0, nil }
