// Package sarama stands for github.com/IBM/sarama in the corpus: a part of its API.
package sarama

type AsyncProducer interface {
	AsyncClose()
	Close() error
	Errors() <-chan *ProducerError
	Input() chan<- *ProducerMessage
	Successes() <-chan *ProducerMessage
}

type Client interface {
	Close() error
	Closed() bool
}

type Config struct {
}

type Consumer interface {
	Close() error
	ConsumePartition(topic string, partition int32, offset int64) (PartitionConsumer, error)
	Topics() ([]string, error)
}

type ConsumerGroup interface {
	Close() error
}

type ConsumerMessage struct {
}

func NewAsyncProducer(addrs []string, conf *Config) (_ AsyncProducer, _ error) { return }

func NewAsyncProducerFromClient(client Client) (_ AsyncProducer, _ error) { return }

func NewClient(addrs []string, conf *Config) (_ Client, _ error) { return }

func NewConfig() (_ *Config) { return }

func NewConsumer(addrs []string, config *Config) (_ Consumer, _ error) { return }

func NewConsumerGroup(addrs []string, groupID string, config *Config) (_ ConsumerGroup, _ error) {
	return
}

func NewSyncProducer(addrs []string, config *Config) (_ SyncProducer, _ error) { return }

type PartitionConsumer interface {
	AsyncClose()
	Close() error
	Messages() <-chan *ConsumerMessage
}

type ProducerError struct {
}

type ProducerMessage struct {
	Topic string
}

type SyncProducer interface {
	Close() error
	SendMessage(msg *ProducerMessage) (partition int32, offset int64, err error)
}
